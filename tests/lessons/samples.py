"""A sound lesson as text, to be damaged by tests in one place at a time."""

SOUND = """\
---
id: cai-ung-dung
ma: L02
tieu_de: Cài ứng dụng an toàn
nhom: K0
phut: 10
tu_khoa: [tải app, ch play]
nguon: [S57, G]
kiem_tra_ngay: 2026-11-23
tu_kiem_tra: Biểu tượng mới nằm trên màn hình.
---

Tải đúng kho thì yên tâm.

## mo-kho · Mở kho ứng dụng
@android Chạm hình tam giác tên "CH Play".
@iphone Chạm chữ A trắng tên "App Store".
@kho_khan Không thấy? → Vuốt từ dưới lên để xem hết.
- [Xong rồi] -> go-ten
- [Gặp người] -> gap-nguoi
@man_hinh màn hình chính | Kho ứng dụng*
## go-ten · Gõ tên ứng dụng
Chạm ô tìm kiếm, gõ tên ứng dụng.
@man_hinh Kho ứng dụng | Ô tìm kiếm*
## xem-ten · Xem ai làm ra
Đọc dòng chữ nhỏ dưới tên ứng dụng.
@kho_khan Tên lạ quá? → Dừng ở đây, đừng cài.
## cham-cai · Bấm cài
Chạm nút "Cài đặt" bên cạnh tên.
@man_hinh Kho ứng dụng | Cài đặt*
## mo-len · Mở ứng dụng
Chạm nút "Mở".
@man_hinh Kho ứng dụng | Mở*
@kho_khan Không thấy nút "Mở"? → Chờ thêm chút. Tên nút có thể khác đôi chút.
## do-link · Đố vui
Có người gửi đường dẫn lạ. {Bác} làm gì?
- [ ] Bấm luôn
  > Mình xem lại nhé.
- [x] Không bấm
  > Đúng rồi!
@on_lai: 2, 7, 21 ngày
"""
