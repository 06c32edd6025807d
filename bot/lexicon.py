"""What people type, intent by intent: data for anyone to extend, in standard spelling where there is one.

`WHOLE` phrases count when nothing but courtesies stands around them, `INSIDE` phrases anywhere in a
text. Unmarked typing, shorthand and dialect need no entry of their own (see `teencode`).
In a phrase "~" stands for up to four other words.
"""

from collections.abc import Mapping

from bot.intent import Intent

WHOLE: Mapping[Intent, str] = {
    Intent.QUESTION: """
        chữ nhỏ quá · chữ bé quá · chữ nhỏ · chữ bé · chữ bé tí · chữ nhỏ khó đọc · chữ nhỏ không đọc được
        chữ nhỏ không thấy · chữ bé không đọc được · mắt kém không đọc được chữ · chữ nhỏ nhìn không rõ
    """,
    Intent.DONE: """
        xong · xong rồi · làm xong rồi · làm xong · đã xong · oki rồi · tiếp · tiếp theo · tiếp đi · tiếp nhé
        tiếp tục · tiếp nữa · tiếp thôi · đi tiếp · làm tiếp · bước tiếp · bước tiếp theo · bước sau
        bước kế · bước kế tiếp · qua bước · sang bước khác · sang bước sau · sang bước tiếp · qua bước mới
        qua bước sau · bấm rồi · vô rồi · vào được rồi · vào rồi · hiện rồi · thấy rồi · cài xong · tải xong
        cài rồi · tải rồi · mở rồi · mở được rồi · làm được rồi · làm rồi · y rồi · done · next · xong bước này
        xong hết rồi · xong hết · xong cả rồi · xong xuôi · hoàn thành · hoàn tất · thành công · có rồi · ra rồi
        lên rồi · hiểu rồi · biết rồi · nhớ rồi · đọc rồi · xem rồi · chọn rồi · gõ rồi · nhập rồi
        qua · sang bài tiếp · cho tiếp · kế tiếp · xong nghĩa vụ · done rồi · sang trang · ok xong · ok tiếp
        ok bác làm được rồi · finish · hết bước này · làm được · được luôn · xong đâu đấy · sau · bài tiếp · bỏ qua · bỏ qua bước này
        rõ rồi · hiện ra rồi · ra được rồi · lên được rồi · làm y thế rồi · chạy rồi · nghe rồi · tìm thấy rồi
        mở ra rồi · tải được rồi · cài được rồi · gõ được rồi · quét được rồi · thoát rồi · vào đến nơi rồi · đâu vào đấy rồi
        bước kế đi · qua bước kế · lên bước sau · nữa đi · đi tiếp thôi · chuyển tiếp · chuyển bước
        ổn rồi · ổn · ổn cả rồi · ổn thỏa rồi · ngon lành · ngon lành rồi · ngon rồi · trót lọt rồi · suôn sẻ rồi · êm rồi · ra như cháu nói rồi
    """,
    Intent.HELP: """
        giúp · giúp với · giúp tôi với · giúp bà với · giúp đỡ · cứu · cứu với · cứu tôi · không được
        chẳng được · chưa được · không hiểu · khó hiểu quá · khó hiểu · chưa hiểu · không biết làm
        làm sao · làm sao đây · làm thế nào · làm thế nào đây · làm gì đây · làm gì nữa · làm gì tiếp
        bấm vào đâu · bấm đâu · bấm ở đâu · ở đâu · đâu · chỗ nào · nút nào · không thấy · lỗi · bị lỗi
        báo lỗi · nó báo sai · sai rồi · nhầm rồi · treo máy · đơ rồi · đơ · quay mãi · quay hoài · mất mạng
        kẹt · kẹt rồi · tịt rồi · tịt · không ra · nó nói gì thế · hỏi tí · cho hỏi · cho hỏi tí · hỏi chút
        gặp người · gặp cán bộ · gặp người thật · nói chuyện với người · gọi cho tôi · hỏi người · help
        khó quá · khó · rối quá · rối · hỏng rồi · hỏng · chịu · chịu thôi · bó tay · thua · hướng dẫn lại
        hướng dẫn · chỉ với · chỉ tôi với · chỉ giúp · bày với · lạc rồi · mù tịt · ơi · máy khác
        máy tôi khác · không giống · khác rồi · cần giúp · cần người giúp · cần hỗ trợ · hỗ trợ · trợ giúp
        gặp nhân viên · gặp tổ công nghệ · gọi người · gọi tổ công nghệ · bấm gì · thế nào · sao đây · giờ sao
        lo quá · sợ quá · rồi sao · rồi sao nữa · rồi làm gì · rồi làm sao · rồi gì nữa · lag · giật · chậm quá · đứng máy
        vẫn thế · vẫn vậy · cứ thế mãi · cứ vậy mãi · vẫn như cũ · như cũ · đơ cứng · treo rồi · treo · treo cứng
        báo đỏ · khác hình · bí rồi · bí · bí quá · lú · lú luôn · lú lẫn quá · văng ra · văng ra ngoài · gợi ý · gợi ý đi · gợi ý với
        chọn cái nào · chọn gì · chọn đâu · chọn nào · biết chọn gì · gọi lại cho tôi · gọi lại · xui quá · mắc rồi · vướng rồi
        bị vướng · ngắc ngứ · chẳng ra · không nổi · mệt óc · nhức đầu quá · rắc rối quá · phức tạp quá · lằng nhằng quá
        không chịu · không ăn thua · mạng lag · lag quá · giật quá · mạng yếu · mạng chậm · sóng yếu · rớt mạng · mất sóng
        không có sóng · sập nguồn · tắt ngúm · tắt nguồn mất rồi · tối om · đen thui · trắng tinh · toàn tiếng anh · tiếng anh hết
    """,
    Intent.BACK: """
        quay lại · lùi · lùi lại · bước trước · trở lại · lại bước trước · về bước trước · back · trước đó
        quay lại bước trước · làm lại bước trước · bỏ bước này lùi lại · cho xem bước vừa rồi
        ngược lại một bước · lùi một bước · lùi 1 bước · quay về · trở về · bước vừa nãy · bước hồi nãy
        quay lui · trước · lui · lui lại · bước cũ · quay lại tí · xem bước trước · quay ngược lại
        cho quay lại · lùi về · lùi về trước · lùi về sau · lui về · đi ngược lại · ngược lại · bước vừa rồi · bước vừa nãy là gì
        bước trước là gì · về lại · back lại · quay đầu · lùi đi · bước đằng trước · bước lúc nãy · bước ban nãy · về cái trước
        trở lại cái trước · quay lại cái trước · trở lại trước · quay trở lại · lộn lại · trở ra · quay ra · cái trước · bước kế trước
        lùi một cái · lùi lại một cái · lùi một bậc · lùi tí · lùi lại tí
    """,
    # Before repeat: "nghe lại" wants to hear it.
    Intent.LISTEN: """
        nghe · nghe đọc · nghe lại · nghe thử · nghe tiếng · nghe bước này · nghe bài · nghe bài này · muốn nghe
        tôi muốn nghe · cho nghe · cho tôi nghe · cho nghe lại · cho tôi nghe lại · đọc cho tôi nghe · đọc cho nghe
        đọc tôi nghe · đọc to · đọc to lên · đọc lên · đọc thành tiếng · đọc bằng tiếng · đọc giúp · đọc giúp tôi
        đọc giúp tôi với · đọc giúp với · đọc hộ · đọc hộ tôi · đọc đi · đọc bước này · đọc bài · đọc bài này
        đọc tin này · bật tiếng · bật tiếng lên · bật giọng · bật giọng đọc · mở tiếng · phát tiếng · nói cho tôi nghe
        đọc giùm · đọc dùm · nge · nói thành tiếng · nói to lên · bấm nghe · nghe giọng đọc
    """,
    Intent.REPEAT: """
        nhắc lại · nói lại · lặp lại · lại lần nữa · đọc lại · gửi lại · cho xem lại · xem lại · lại
        chưa kịp đọc · chưa nghe rõ · không nghe rõ · nghe không rõ · quên rồi · quên mất rồi · quên mất
        mất tin rồi · trôi mất · trôi mất rồi · trôi rồi · nói chậm thôi · nói chậm · chậm thôi · gì thế · là sao
        cái gì · gì cơ · gì · sao · sao cơ · viết to lên · tin đâu rồi · tin đâu · hả · ha · nhắc lại lần nữa
        nghe lại · chưa đọc kịp · bước này là gì · nói lại xem · gì vậy · sao thế · làm lại · một lần nữa
        lần nữa · hử · hở · ơ · vừa nói gì · nói gì · nhắc đi · nói gì thế · chữ to lên · viết lại
        nói gì · đọc chưa xong · chưa đọc xong · nói từ từ · nói từ từ thôi
        từ từ thôi · hỏi lại · hỏi lại đi · hỏi gì · hỏi gì thế · hỏi gì cơ · hỏi cái gì · câu hỏi là gì · câu hỏi gì · câu hỏi đâu
        đang học đến đâu · đến bước nào rồi · đang ở bước nào · bước mấy rồi · bài nói gì · quên béng · lẫn mất · nhắc lại câu hỏi
        đọc lại câu hỏi · nhắc lại đề · viết to lên · lại xem · lại đi · lại nào · chưa kịp nhìn · nhanh quá · nhanh quá đọc không kịp
        bước này làm gì · bước này là làm gì · bước này làm sao · bước này thế nào · đang làm gì · đang học gì · đang bước mấy
    """,
    Intent.STOP: """
        dừng · dừng lại · thôi nhé · thôi không học · thôi nghỉ · nghỉ · nghỉ đã · nghỉ học · nghỉ thôi
        ngừng · ngừng lại · đừng nhắn nữa · không học nữa · thôi không học nữa · tắt đi · tắt · hủy · bỏ đi
        bỏ · stop · thoát · thoát ra · để sau · mai học · bận rồi · mệt rồi · mệt quá · không muốn nhận tin
        không nhận tin nữa · phiền quá · phiền · đừng gửi nữa · dừng nhắc · dừng nhắn · dừng học · kết thúc
        thôi đi · chán rồi · chán quá · không chơi nữa · unsubscribe · quit · exit · ngừng nhắn · im đi
        không làm nữa · thôi không làm nữa · đừng nhắc nữa · đừng nhắn · đừng gửi · đừng nhắn tin · hủy nhắc
        cho nghỉ · cho tôi nghỉ · ngưng · ngưng gửi · ngưng nhắn · ngưng lại · xin nghỉ · bỏ học · thôi bỏ · thôi dừng · tạm biệt
        không nhắn nữa · đừng phiền nữa · tắt thông báo · tắt tin nhắn · im · thôi khỏi học · nghỉ luôn · không theo nữa · chào nhé
        dừng ở đây · dừng tại đây · ngừng ở đây · nghỉ ở đây · nghỉ tại đây · dừng thôi · thế thôi · thôi thế
    """,
    Intent.DELETE_DATA: """
        xóa dữ liệu · xóa hết · xóa thông tin · xóa tài khoản · rút lại đồng ý · rút đồng ý · không đồng ý nữa
        đừng lưu tôi · quên tôi đi · xóa tên tôi · không muốn lưu · hủy đăng ký · xóa hết đi · xóa sạch
        xóa hết dữ liệu · xóa toàn bộ · xóa tất cả · xóa đi · xóa tôi · đừng lưu · xóa thông tin cá nhân
        xóa hết thông tin · đừng lưu thông tin · không cho lưu nữa · thôi đừng lưu · quên tôi · xóa tài khoản này
        xóa hồ sơ của tôi · xóa số của tôi · xóa dữ liệu cá nhân · xóa lịch sử · xóa hết tin
        không đồng ý lưu nữa · không đồng ý lưu · xóa hết của tôi · xóa sạch đi · bỏ thông tin của tôi · gỡ thông tin của tôi
        đừng giữ thông tin của tôi · xóa số điện thoại của tôi · xóa sổ · xóa tất · đừng ghi tên tôi
    """,
    Intent.EXPORT_DATA: """
        xuất dữ liệu · cho xem dữ liệu · dữ liệu của tôi · xem dữ liệu · xem dữ liệu của tôi · export
        cho xem dữ liệu của tôi · tải dữ liệu của tôi · gửi dữ liệu của tôi · xem thông tin của tôi
        thông tin của tôi · lưu gì của tôi · đang lưu gì · biết gì về tôi · lưu những gì · dữ liệu
        đang lưu gì của tôi · lấy dữ liệu của tôi · lưu gì về tôi · cho xem thông tin của tôi
        giữ thông tin gì · đang giữ gì của tôi · cho biết đang lưu gì · tải dữ liệu · lấy dữ liệu · gửi dữ liệu
        xem thông tin cá nhân · dữ liệu của tôi đâu · lưu những gì của tôi · đang lưu những gì
    """,
    Intent.MENU: """
        menu · mục lục · danh sách · danh sách bài · bài học · các bài · các bài học · chọn bài · về đầu
        đầu tiên · trang chủ · trang đầu · bài khác · học bài khác · đổi bài · đổi bài khác · học gì bây giờ
        có bài gì · có những bài gì · có bài nào · còn bài nào nữa · còn bài nào · còn bài gì · xem hết các bài
        start · bắt đầu · bắt đầu học · học · home · học lại từ đầu · làm lại từ đầu · từ đầu · hết rồi à
        hết chưa · hết rồi hả · học gì · học gì nữa · học bài gì · vào học · muốn học · chọn bài khác
        xem các bài · danh mục · bài học đâu · bài đâu · danh sách đâu · menu đâu · mục lục đâu · cho xem danh sách · về menu · quay về menu · chào · xin chào · hello · hi · alo
        đổi · học từ đầu · bài mới · học bài mới · chuyển bài · về trang chủ · vào học thôi · có bài gì hay
        hết bài chưa · còn gì nữa không · xem bài khác · đổi sang bài khác · về đầu trang · quay về đầu
        học bài · cho học · cho học với · hôm nay học gì · nay học gì · dạy gì · dạy những gì · dạy cái gì · học gì trước · học cái gì
        học gì đây · xem tiếp · còn nữa không · còn không · còn bài không · xem thêm bài · xem thêm · thêm bài · trang sau · trang kế · bài nào
        có gì · trong này có gì · ở đây có gì · có những gì · ở đây dạy gì · ở đây dạy những gì · đăng ký học · cần học · có bài gì mới
        bài khác đi · cho bài khác · chuyển bài khác · học cái khác · cái khác · bài nữa · có mấy bài · có bao nhiêu bài · còn mấy bài
        vô học · vô bài · lớp học · vào lớp · vào bài · bài đầu · bài một
        học bài gì đây · bắt đầu bài gì · học bài nào · học bài nào đây · nên học bài nào · nên học gì
    """,
    Intent.YES: """
        có · phải · đúng · đúng rồi · ừ · dạ · vâng · đồng ý · nhất trí · ừ được · chuẩn · phải rồi · có chứ
        ừ đó · đúng thế · thế đó · ưng · yes · thôi được · thôi cũng được · chuẩn rồi · tất nhiên · được chứ
        đúng vậy · chính xác · ok luôn · cũng được · được thôi · sẵn sàng · muốn · thích · cần · có muốn
        ừ đúng · có chứ sao không · sao không · được chứ sao không · ừ có · có ạ · phải đó · đúng đấy · chắc rồi · hẳn rồi · rứa đó · đồng ý luôn · yep · yeah
        có đồng ý · vâng đồng ý · ok đồng ý · được đồng ý · ừ đồng ý · nhất trí luôn · thích lắm · bật đi
        thế · thế nhé · ừ thế · ừ thế đi · cứ thế đi · thế đi · thế cũng được · vẫn được · sao cũng được · cho phép · nhận · nhận chứ
        cứ làm đi · làm đi · đồng ý hết · gật đầu · bằng lòng · chấp nhận · chịu · ok đi · triển đi · có luôn · hiểu và đồng ý · hợp ý
    """,
    Intent.NO: """
        không · chưa · không có · chưa có · chưa đâu · không phải · không đồng ý · thôi không · không cần
        chẳng · không muốn · đâu có · làm gì có · sai · no · không đâu · khỏi · khỏi cần · đừng · chưa đồng ý
        không thích · không bao giờ · thôi khỏi · không cần đâu · không phải đâu · chưa muốn · có đâu · nope
        chưa cần · không chịu · không phải thế · không đúng · thôi không cần · chưa từng · không muốn đâu
        không cho · không cho phép · never · không nhận · từ chối · không bằng lòng · không chấp nhận · thôi đừng · đừng nhé · chả cần
        không thèm · không ưng · không dám · không có nhu cầu · khỏi phải · không hề · chẳng muốn · thôi cảm ơn · không cảm ơn
    """,
    Intent.LATER: """
        để lát nữa · lát nữa · lát · tối tôi học · tối học · mai · để mai · để mai học · hôm khác · đang bận
        đang đi làm · đang ở đồng · đang nấu cơm · hết pin · hết pin rồi · hết mạng · con về rồi học · chờ tí
        đợi · đợi tí · chờ chút · đợi chút · chờ đã · đợi đã · để tối · chiều học · để chiều · mai mốt
        đang ăn cơm · đang ở ngoài đồng · khi khác · bữa khác · lúc khác · tí nữa · chút nữa · bận tí · bận
        lát học · từ từ · từ từ đã · khoan · khoan đã · chờ · lát tôi làm · mai tôi học · tuần sau · ban
        đang cho con ăn · đang lái xe · đang đi chợ · sắp hết pin · để hôm khác · đang bận tí
        mai học tiếp · mai làm tiếp · tối học tiếp · chiều học tiếp · để mai học tiếp · mai trả lời · để nghĩ đã · nghĩ đã · để xem đã
        hết tiền mạng · hết dung lượng mạng · chưa có mạng · không có mạng · hết 3g · hết 4g · hết data · để hỏi con đã · bữa sau
        hôm sau · để bữa khác · ngày mai · để ngày mai · sáng mai · tối nay · chốc nữa · lúc nữa · tẹo nữa · để tẹo nữa
        chưa rảnh · không rảnh · đang dở tay · đang dở việc · rảnh thì học · khi nào rảnh · hôm nào rảnh · nghỉ tay tí
        đang đi đường · đang đi xe · đang ốm · đang nằm viện · có khách · nhà có khách · đang có khách · chờ máy sạc
    """,
    Intent.THANKS: """
        cảm ơn · cảm ơn nhiều · hay quá · tốt quá · giỏi quá · bổ ích · thế là tốt · hay lắm · tốt lắm · giỏi lắm
        tuyệt vời · tuyệt · cảm ơn lắm · cảm ơn rất nhiều · tốt · hay · bổ ích quá · giỏi · dễ hiểu quá · quý hóa quá
        biết ơn · dễ thương quá · ngoan quá · cảm ơn nhiều lắm · may quá · thích quá · mừng quá
        tốt quá rồi · tốt rồi · thế thì tốt · thế thì tốt quá · hay quá rồi · đội ơn · ơn cháu · đa tạ · cảm ơn trước · cảm ơn cán bộ · cảm ơn nhà nước · trân trọng cảm ơn · được việc quá · sung sướng quá
        hữu ích quá · hữu ích · ý nghĩa quá · tiện quá · tiện thật · chu đáo quá · tận tình quá · cháu ngoan quá · yêu cháu · quý cháu
        hay thật · hay thật đấy · hay thế · giỏi thật · giỏi thế · tốt thật · tốt thế · tuyệt thật · đỉnh quá · tài quá · tài thật
    """,
}

# Yes where the bot asked a yes-or-no question, done everywhere else.
DONE_OR_YES = "ok · được · rồi · được rồi · ok rồi · y · được ok · ok được · ok vâng · vâng rồi · ừ rồi · rồi ok"

# At a step the wish to learn it, elsewhere the wish to return to it; never the word that it is done.
GOING_ON = "học tiếp · học tiếp đi · học tiếp nào · học tiếp thôi · học nữa · muốn học tiếp · cho học tiếp · học lại tiếp · giờ học tiếp"

INSIDE: Mapping[Intent, str] = {
    Intent.DONE: """
        bước tiếp · bước sau · bước kế · sang bước · qua bước · tiếp đi · tiếp tục · đi tiếp · tiếp theo đi
        làm tiếp · tiếp nhé
    """,
    Intent.STOP: """
        đừng nhắn · đừng gửi tin · đừng gửi nữa · đừng nhắc nữa · không học nữa · không muốn học nữa
        không nhận tin · không muốn nhận tin · không nhắn nữa · không nhắn tin nữa · không làm nữa · phiền quá
        dừng nhắc · dừng nhắn · ngừng nhắn · ngừng gửi · dừng học · nghỉ học · thôi học · thôi không học
        đừng làm phiền · không muốn học · hủy nhận tin · tắt nhắc · tắt thông báo bài · mai học · mệt rồi
        bận rồi · thôi ~ nghỉ · thôi ~ dừng · nghỉ đây · không thèm học · không học đâu · không cần nhắc · để sau
        cho ~ nghỉ · ngưng gửi · ngưng nhắn · bỏ học · đừng có nhắn · đừng có gửi · đừng gọi nữa · tắt thông báo · không theo nữa
    """,
    Intent.LATER: """
        lát nữa · để lát · tối tôi học · tối tôi làm · tối nay ~ học · tối về ~ học · để tối · để mai · hôm khác · đang bận · đang đi làm · đang ở đồng
        nấu cơm · hết pin · hết mạng · con ~ về ~ học · để hôm khác · lúc khác · khi khác · chờ tí · đợi tí
        chờ chút · đợi chút · chờ tôi tí · chờ tôi chút · chờ một chút · đợi tôi · đợi ~ tí · đợi ~ chút · đang ăn · ngoài đồng · mai tôi học · mai tôi làm · mai làm
        chiều ~ học · tí nữa · chút nữa · lát ~ làm · lát ~ học · khi nào rảnh
        lúc nào rảnh · đang lái xe · sạc pin · mai mốt
        mai học tiếp · mai làm tiếp · tối ~ học tiếp · mai trả lời · hết tiền mạng · hết dung lượng 4g · bữa khác · bựa khác · hôm nào
        để ~ hỏi con · để ~ nghĩ đã · để ~ hỏi ~ đã · chưa rảnh · không rảnh · dở tay · ngày mai ~ học · ngày mai ~ làm · sáng mai
        chốc nữa · tẹo nữa · lúc nữa · có khách · đang đi đường · đang trông cháu · đang cho lợn · đang cho gà · đang cấy · đang gặt
        đang ở chợ · đang đi chợ · đang bế cháu · trông cháu đã · về đã · ăn cơm đã · đang ngủ · đi ngủ đã · đang tắm · tuần sau ~ học
        sắp hết pin · sắp sập nguồn · sạc xong · đi sạc · lấy kính · tìm kính · đeo kính · để sau sạc · mai mốt ~ học · cháu ~ khóc · dỗ cháu
    """,
    Intent.DELETE_DATA: """
        xóa ~ dữ liệu · xóa ~ thông tin của tôi · rút ~ đồng ý · đừng lưu ~ tôi · không muốn lưu
        không cho lưu · xóa tên tôi · quên tôi đi · không đồng ý nữa · đừng lưu thông tin · xóa ~ thông tin cá nhân
        xóa tài khoản của tôi · hủy đăng ký học
        không đồng ý lưu · xóa ~ số của tôi · bỏ ~ thông tin của tôi · gỡ ~ thông tin của tôi · đừng giữ ~ của tôi · xóa sạch ~ của tôi
        xóa hết ~ của tôi · xóa ~ tên của tôi · không cho lưu nữa
    """,
    Intent.EXPORT_DATA: """
        xuất ~ dữ liệu · xem ~ dữ liệu của tôi · tải ~ dữ liệu của tôi · lưu ~ gì của tôi · lưu ~ gì về tôi
        biết ~ gì về tôi · xem ~ thông tin của tôi · gửi ~ dữ liệu của tôi
        giữ ~ gì của tôi · giữ ~ gì về tôi · ghi ~ gì về tôi · thông tin của tôi lưu · dữ liệu của tôi ~ xem · lấy ~ dữ liệu của tôi
        có ~ thông tin gì của tôi · có ~ thông tin gì về tôi · xem ~ dữ liệu · cho ~ xem dữ liệu · thông tin gì của tôi
    """,
    Intent.HELP: """
        không được · không hiểu · không biết · không thấy · không ra · không vào được · không mở được
        không làm được · không tìm · không nhận · không lên · không hiện · không chạy · không cài được
        không tải được · không bấm được · không nghe · không đọc được · không nhớ · không có nút
        không có chữ · không ok · chưa ok · không giống · không đúng · không cho · không xong · không vào · không mở · không tới
        không gửi được · không kết nối · không có mạng · không có cái · không rõ · không ăn thua · không nổi · không về · không đến · chưa về · chưa tới · chưa đến · lỡ tay · xóa nhầm · lỡ xóa · cho tổ
        không ~ được · chưa được · chưa hiểu · chưa biết · chưa thấy · chưa ra · chưa vào · chưa mở · chưa xong
        chưa làm · chưa rõ · chưa lên · chưa hiện · chưa nhận · chưa tìm · chưa ~ được · chẳng biết
        bị lỗi · báo lỗi · lỗi rồi · báo sai · bị sai · treo máy · bị treo · bị đơ · máy ~ đơ rồi · nó đơ rồi · đơ máy · quay mãi
        quay hoài · mất mạng · kẹt rồi · bị kẹt · tịt rồi · khó quá · khó hiểu · khó thế · rối quá · bó tay
        sai mật khẩu · mật khẩu sai · bấm nhầm · lỡ bấm · nhầm rồi · sai rồi · đâu rồi · cứu · gặp người · gặp cán bộ · gặp nhân viên
        nói chuyện với người · gọi cho tôi · người thật · gọi điện cho tôi · cần người · gọi tổ · gặp tổ
        giúp với · giúp tôi với · bị thoát · thoát mất · mãi không · hoài không · trắng xóa · màn hình đen
        màn hình trắng · máy tôi khác · máy khác · hỏng rồi · bị hỏng · không ăn · mờ quá · đâu mất · biến mất
        đâu mà · bấm vào đâu · bấm ở đâu · bấm đâu · bấm gì · tìm đâu · nằm ở đâu · nằm đâu · tìm ở đâu
        làm gì nữa · làm gì tiếp · làm gì đây · làm sao đây · làm gì bây giờ · giờ làm sao · giờ làm gì · bị từ chối
        không tương thích · hết bộ nhớ · hết dung lượng · đứng im · đứng hình · loay hoay · chịu rồi · sao vậy
        sao nó · sao lại · chịu thôi · không quét · nút nào · chỗ nào · lâu quá · chậm quá
        treo rồi · văng ra · thoát ra mất · thoát mất · chết liền · đơ cứng · cứ thế mãi · vẫn thế · vẫn vậy · máy ~ tôi ~ khác · máy ~ nó khác
        khác hình · lag quá · mạng lag · báo đỏ · toàn tiếng anh · lú luôn · mất cái trang · không giống nhau · gọi lại cho tôi
        mạng yếu · mạng chậm · sóng yếu · rớt mạng · tắt ngúm · tối om · đen thui · đọc mãi không · không chịu
        nó thoát · nó văng · nó tắt · bị thoát · bị văng · bị tắt · tự thoát · tự tắt · tắt nguồn · tắt mất · mất rồi · mất tiêu
        nó mất · xoay mãi · xoay hoài · chạy mãi không · chờ mãi · đợi mãi · mãi chưa · mãi vẫn · loạn hết · rối tung · sao mà khó
        trượt hoài · trượt mãi · bấm trượt · hiện chữ ~ đỏ · hiện chữ gì · hiện cái gì · không nhúc nhích · nó hỏi gì · nó bảo gì · nó nói gì
    """,
    Intent.BACK: """
        quay lại bước · bước trước · lùi lại · trở lại bước · về bước · bước vừa rồi · lùi ~ bước · ngược lại ~ bước
        quay lại ~ trước · trở về bước · quay về bước · bước hồi nãy · bước lúc nãy · bước ban nãy
        lùi về · đi ngược lại · trở lại cái · quay lại cái · bước vừa nãy · bước kế trước · quay trở lại · bước đằng trước
    """,
    Intent.LISTEN: """
        đọc ~ tôi nghe · đọc cho ~ nghe · đọc ~ cho nghe · nói ~ cho tôi nghe · cho tôi nghe · cho nghe lại · nghe lại · muốn nghe
        đọc to · đọc thành tiếng · bật tiếng · bật giọng · mở tiếng · giọng đọc · nghe đọc
    """,
    Intent.REPEAT: """
        nhắc lại · nói lại · lặp lại · lại lần nữa · đọc lại · gửi lại tin · gửi lại bài · xem lại · chưa kịp đọc
        nghe lại · nghe rõ · quên mất rồi · mất tin · trôi mất · nói chậm · viết to · tin đâu · thêm lần nữa
        một lần nữa · gửi lại · kịp đọc · đọc không kịp · nhắc giúp · giảng lại · chỉ lại · nói chậm lại
        đọc chưa xong · chưa đọc xong · nói từ từ · nói nhanh quá · câu hỏi là gì · đến bước nào · đang ở bước nào · nhắc lạ · nói gì thế
        hỏi lại câu · hả ~ nói gì · cháu nói gì · con nói gì · mới nói gì · vừa nói gì · quên béng · mất cái tin · tin trôi
    """,
    Intent.MENU: """
        menu · mục lục · danh sách bài · danh sách các bài · chọn bài · bài khác · đổi bài · trang chủ · về đầu
        các bài học · học gì bây giờ · còn bài nào · có bài gì · có bài nào · có những bài · những bài nào · hết bài
        học lại từ đầu · bắt đầu lại · hết rồi à · hết rồi hả · còn bài gì · xem các bài · bài học nào · về trang đầu
        hôm nay học gì · nay học gì · dạy những gì · học gì trước · có mấy bài · bao nhiêu bài · xem thêm bài · học cái khác · chuyển bài
    """,
    Intent.NO: "không cần · không muốn · không đồng ý · không phải · không thích · thôi khỏi · không có đâu · không cho phép · không chấp nhận · từ chối · thôi đừng · không nhận · không ưng",
    Intent.YES: "đồng ý · nhất trí · đúng rồi · đúng thế · phải rồi · chuẩn rồi · ưng rồi · có chứ",
    Intent.THANKS: "cảm ơn · hay quá · giỏi quá · bổ ích · tốt quá · biết ơn · dễ hiểu quá · hay lắm · tuyệt vời · đội ơn · hữu ích · tận tình quá · chu đáo quá · quý hóa quá · ngoan quá · tiện quá",
}

# One word that may be two: asked back, never acted on. Readings with and without an open yes-or-no question.
TRAPS: Mapping[str, tuple[tuple[Intent, ...], tuple[Intent, ...]]] = {
    "dung": ((Intent.YES, Intent.STOP), (Intent.STOP, Intent.YES)),
    "thoi": ((Intent.NO, Intent.STOP), (Intent.STOP, Intent.DONE)),
    "doi": ((Intent.LATER, Intent.MENU), (Intent.LATER, Intent.MENU)),
}
# Marked spellings that settle a trap.
SETTLED: Mapping[str, Intent] = {
    "dừng": Intent.STOP,
    "đúng": Intent.YES,
    "đợi": Intent.LATER,
    "đừng": Intent.NO,
}

# Courtesies and forms of address, dropped from both ends.
POLITE = """
    dạ vâng ạ à ah a nhé nha nhá hỉ hè với giùm dùm hộ cháu con em ơi ad admin bác bà ông tôi mình chú cô
    anh chị thưa bot ừ thì nè này nhờ đấy đó luôn nghe nghen hen thôi mà bạn cái xin ấy nhỉ cụ mẹ
    ngay quá lắm rất đi cậu dì mợ thím
"""
# Of these only what is certainly empty may go when a phrase is looked for in a longer text.
EMPTY = """
    dạ vâng ạ à nhé nha nhá hỉ với giùm dùm hộ cháu con em ơi ad admin bác bà ông tôi mình chú cô anh chị thưa
    bot thì nè này nhờ đấy luôn mà bạn cái xin bước nút chữ máy điện thoại màn hình ứng dụng app nó đã vừa hết
    cả cũng ở trên dưới đây kia ngay đang vào bấm chạm cụ mẹ thôi
"""

NEGATIONS = "không chưa chẳng chả đâu đừng khỏi nỏ khoan"
ACTIONS = """
    bấm chạm mở vào vô cài tải gõ nhập thấy hiện được làm quét chọn gửi nhận đọc hiểu có ra lên xem bật tắt
    tìm điền chụp ký vuốt đặt đổi kéo ghi viết xác thoát đồng học kết giữ áp bỏ lưu qua đến tới về sang thử
    đăng nhớ biết nghe trả nộp chờ ấn nhấn click kích đúng nhấp lấy cập
"""
DONE_WORDS = "xong · hoàn thành · hoàn tất · thành công · hoàn thiện"
LEARNING = """
    học cách · muốn học · dạy · hướng dẫn · chỉ cách · chỉ tôi · chỉ bác · chỉ cho · bày cho · cho học · muốn biết
    muốn cài · muốn tải · muốn đăng ký · muốn làm · muốn mua · muốn bán · muốn gửi · muốn xem · muốn trả · muốn hỏi
    muốn nộp · muốn mở · cần làm · học cài · học dùng · học bài · cách · học làm · tìm hiểu · hỏi về · tập dùng
    giúp tôi cài · giúp tôi tải · giúp tôi đăng ký · học về · học tạo · học gửi · học trả · học mua · học bán
    giúp cài · giúp tải · giúp đăng ký · giúp làm · muốn dùng · muốn quét · muốn vào · muốn gọi · học đăng ký · học
"""
ASKING = """
    làm sao · thế nào · là gì · gì · sao · ở đâu · đâu · nào · bao nhiêu · mấy · khi nào · bao giờ · vì sao · cách
    có phải · được không · phải không · có ~ không · bao lâu · ai
"""
ASKS_BACK = "à hả chưa nhỉ"
# Words with which people speak of themselves besides "tôi".
MYSELF = "bác bà ông mình chú cô anh chị cụ mẹ bac ong minh"
PLEAS = "giúp · cứu · hướng dẫn · cho hỏi · nhờ"
DISAPPROVING = frozenset("👎🙅❌✖")
APPROVING = frozenset("👍👌✅✔❤♥💯🆗🙆💪🥰😍😊🫶💖💗💓💕💚💙🧡💛")
THANKING = frozenset("🙏👏💐🌹🌷")
QUESTION_ENDS = "không chưa hả nhỉ sao gì đâu nào mấy"

# Things of digital life: a text that names one is about them even where no lesson answers yet.
SUBJECTS = """
    vneid · zalo · otp · căn cước · mật khẩu · tài khoản · ngân hàng · chuyển khoản · mã qr · qr · facebook · wifi
    dịch vụ công · hồ sơ · thủ tục · khai sinh · cư trú · tạm trú · thường trú · chữ ký số · ký số · lương hưu
    trợ cấp · tiền điện · học phí · shopee · mua hàng · bán hàng · nông sản · bảo hiểm y tế · bằng lái
    sổ sức khỏe · khám bệnh · lừa đảo · bị lừa · tin giả · phản ánh · kiến nghị · trợ lý ai · chatgpt · gemini · sinh trắc học
    chplay · appstore · ứng dụng · app · mạng · internet · google · youtube · gmail · email · passcode · nfc
    gọi hình · gọi video · gửi ảnh · chụp màn hình · cỡ chữ · chữ to · cài đặt · điện thoại · smartca · bhxh · vssid
    tiktok · trả tiền · thanh toán · lệ phí · tra cứu · đơn từ · mã pin · đăng ký · đăng nhập · quét mã · hộ chiếu
    bình dân học vụ số · giấy phép · hóa đơn · an sinh · tổng đài · bảo mật · truy xuất · quảng cáo · giấy tờ
"""
# Everyday matters that a lesson may be about; with a question word they make a question.
MATTERS = """
    xã · phường · ủy ban · trưởng thôn · công an · bưu điện · bệnh viện · khám · thuốc · đơn · giấy · tiền · phí · mua · bán
    trả · hàng · đất · sổ đỏ · thuế · xe · máy · ảnh · tin · trang · bài · nhóm · học sinh · trường · trợ lý · con ai · hỏi ai
    máy tính · video · bản đồ · số · sim · pin · link · đường · rác · đèn · báo · chữ · mã · thẻ · ký
"""
# What a lesson never answers, said kindly instead of guessed at.
FOREIGN = """
    thời tiết · trời mưa · trời nắng · có mưa không · bão số mấy · mấy độ · xổ số · số đề · lô đề · về con gì · giá vàng
    cho vay · vay tiền không · vay ~ được không · mượn tiền không · vay nóng · bóng đá · đá bóng · đội tuyển · đá mấy giờ
    mấy giờ rồi · hôm nay ngày mấy · bao nhiêu tuổi · mấy tuổi · cháu tên gì · tên cháu là gì · cháu là ai · cháu tên · có vợ chưa
    có chồng chưa · người yêu · kể chuyện · hát ~ bài · nấu ~ thế nào · nấu canh · nấu món · kho cá · kho thịt
    bón phân · phun gì · phun thuốc · thuốc trừ sâu · sâu cuốn lá · rầy nâu · lợn ~ ốm · lợn bệnh · gà ~ dịch · đau lưng · đau đầu
    đau bụng · đau chân · đau khớp · đau dạ dày · ho ~ uống gì · uống thuốc gì · uống lá gì · bị sốt · huyết áp cao · tiểu đường
    ăn gì · bói · tử vi · ngày tốt · xem ngày · giá xăng · giá lúa hôm nay · giá lợn · vé số · ăn cưới · đám cưới · nhà có giỗ
"""
