"""The words of `hocvuso team`: what the shell gives, and what a person reads."""

import asyncio
import json
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from service import spoken

FINDINGS, ENVIRONMENT = 1, 3

team_app = typer.Typer(
    help="Xã, thôn và tổ công nghệ số: nhập danh sách, tờ dán, tổ trưởng.", no_args_is_help=True
)


class Seat(StrEnum):
    """What somebody can be made, as the shell spells it."""

    LEADER = "to-truong"
    MEMBER = "thanh-vien"
    OFFICER = "can-bo"


@team_app.command("import")
def team_import(
    file: Annotated[Path, typer.Argument(metavar="TỆP", help="Danh sách .xlsx hoặc .csv.")],
    write: Annotated[
        bool, typer.Option("--write", help="Ghi thật; bỏ trống thì chỉ đọc thử.")
    ] = False,
    province: Annotated[
        str, typer.Option("--province", metavar="TỈNH", help="Tỉnh của các xã này.")
    ] = "tỉnh Thanh Hóa",
) -> None:
    """Nhập danh sách thôn và tổ: dòng nào sai thì nói rõ, và không nhập dòng nào."""
    from reports.spreadsheet import Unreadable
    from service.cli import settings  # which imports us
    from service.team_command import NoProvince, Order, import_list

    try:
        fine = import_list(settings(), Order(file, province, write), typer.echo)
    except NoProvince as trouble:
        raise typer.BadParameter(str(trouble)) from trouble
    except FileNotFoundError as trouble:
        raise typer.BadParameter(f"Không có tệp {file}.") from trouble
    except OSError as trouble:
        raise typer.BadParameter(f"Không mở được tệp {file}.") from trouble
    except Unreadable as trouble:
        typer.echo(trouble, err=True)
        raise typer.Exit(FINDINGS) from trouble
    raise typer.Exit(0 if fine else FINDINGS)


@team_app.command("list")
def team_list(
    as_json: Annotated[bool, typer.Option("--json", help="In ra cho máy đọc.")] = False,
) -> None:
    """Các tổ đang có: ở thôn nào, bao nhiêu người trưởng thành, bao nhiêu người đã vào tổ."""
    from service.cli import settings
    from service.team_command import rows

    found = rows(settings())
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False, indent=2))
    elif not found:
        typer.echo("Chưa có tổ nào. Lấy tệp mẫu: hocvuso team sample > to.csv")
    else:
        typer.echo("\n".join(map(_line, found)))


Teams = Annotated[
    list[int] | None,
    typer.Argument(metavar="[SỐ TỔ]…", help="Theo hocvuso team list; bỏ trống: tất cả."),
]
At = Annotated[
    str,
    typer.Option(
        "--place", metavar="NƠI DÁN", help="Mỗi nơi dán một mã riêng, để biết ai đến từ đâu."
    ),
]


@team_app.command("code")
def team_code(
    teams: Teams = None,
    place: At = "",
    as_json: Annotated[bool, typer.Option("--json", help="In ra cho máy đọc.")] = False,
) -> None:
    """Mã và đường dẫn để bà con vào tổ. Ai biết mã cũng chỉ là người học, không có thêm quyền gì."""
    from service.cli import settings
    from service.doors import find_doors
    from service.poster_command import Order, Unposted, codes

    found = settings()
    doors = asyncio.run(find_doors(found))
    for sentence in doors.amiss:
        typer.echo(sentence, err=True)
    try:
        rows = codes(found, Order(tuple(teams or ()), place), doors)
    except Unposted as trouble:
        raise typer.BadParameter(str(trouble)) from trouble
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for row in rows:
        links = "".join(f"\n       {app}: {url}" for app, url in row["links"].items())
        typer.echo(f"{row['team']:>5}  {row['name']}: nhắn {row['typed']}{links}")


@team_app.command("poster")
def team_poster(
    teams: Teams = None,
    place: At = "",
    out: Annotated[Path, typer.Option(help="Thư mục để tệp PDF.")] = Path("to-dan"),
    a3: Annotated[bool, typer.Option("--a3", help="Khổ A3 thay cho A4.")] = False,
) -> None:
    """In tờ dán của tổ (PDF): ba bước, mã để quét, mã ngắn để nhắn."""
    from reports.poster import Size
    from service.cli import settings
    from service.doors import find_doors
    from service.poster_command import Order, Unposted, print_posters

    found = settings()
    doors = asyncio.run(find_doors(found))
    paper = (out, Size.A3 if a3 else Size.A4)
    try:
        print_posters(found, Order(tuple(teams or ()), place), doors, paper, typer.echo)
    except Unposted as trouble:
        raise typer.BadParameter(str(trouble)) from trouble


@team_app.command("invite")
def team_invite(
    team: Annotated[
        int | None, typer.Argument(metavar="[SỐ TỔ]", help="Theo hocvuso team list.")
    ] = None,
    role: Annotated[
        Seat | None,
        typer.Option("--role", help="Vai trò; bỏ trống: tổ trưởng, hoặc cán bộ nếu có --unit."),
    ] = None,
    unit: Annotated[
        str, typer.Option("--unit", metavar="NƠI", help="Xã, phường hoặc tỉnh của cán bộ.")
    ] = "",
    member: Annotated[bool, typer.Option("--member", help="Như --role thanh-vien.")] = False,
) -> None:
    """Một mã để trao tận tay tổ trưởng, thành viên hoặc cán bộ: dùng một lần trong 7 ngày, ai nhắn trước thì người
    ấy nhận việc."""
    from service.cli import settings
    from service.doors import find_doors
    from service.member_command import invite, invite_officer

    if (team is None) == (not unit):
        raise typer.BadParameter("Cho số tổ, hoặc --unit “xã …” để mời cán bộ.")
    if (role is not None and (role is Seat.OFFICER) != bool(unit)) or (member and unit):
        raise typer.BadParameter("Tổ có tổ trưởng và thành viên; xã, phường, tỉnh có cán bộ.")
    leads = not member and role is not Seat.MEMBER
    found = settings()
    doors = asyncio.run(find_doors(found))
    for sentence in doors.amiss:
        typer.echo(sentence, err=True)
    try:
        lines = (
            invite_officer(found, unit, doors)
            if team is None
            else invite(found, team, doors, leads=leads)
        )
        for line in lines:
            typer.echo(line)
    except LookupError as trouble:
        raise typer.BadParameter(str(trouble.args[0])) from trouble


@team_app.command("members")
def team_members(
    as_json: Annotated[bool, typer.Option("--json", help="In ra cho máy đọc.")] = False,
) -> None:
    """Ai đang là tổ trưởng, thành viên của tổ nào, cán bộ của nơi nào."""
    from service.cli import settings
    from service.member_command import rows

    found = rows(settings())
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False, indent=2))
        return
    for row in found:
        typer.echo(f"{row['member']:>5}  {row['name']} · {row['told']} · {row['place']}")
    if not found:
        typer.echo("Chưa có ai. Mời tổ trưởng: hocvuso team invite SỐ_TỔ")


@team_app.command("dismiss")
def team_dismiss(
    member: Annotated[int, typer.Argument(metavar="SỐ", help="Theo hocvuso team members.")],
) -> None:
    """Người này thôi việc của tổ; bài đã học vẫn còn."""
    from service.cli import settings
    from service.member_command import dismissed

    if not dismissed(settings(), member):
        typer.echo("Không có ai mang số ấy. Xem: hocvuso team members", err=True)
        raise typer.Exit(FINDINGS)


@team_app.command("sample")
def team_sample(
    province: Annotated[
        bool, typer.Option("--province", help="Cả tỉnh: 166 xã, phường và 4.351 tổ.")
    ] = False,
) -> None:
    """In ra một danh sách mẫu, không có thật: một xã, hoặc cả tỉnh, để xem cách viết và chạy thử."""
    from service.team_sample import sample

    typer.echo(sample(whole_province=province), nl=False)


def _line(row: dict[str, Any]) -> str:
    adults = "chưa có số dân"
    if row["adults"] is not None:
        as_of = f"{date.fromisoformat(row['as_of']):%d/%m/%Y}"
        counted = f"{spoken.count(row['adults'])} người trưởng thành"
        adults = f"{counted} ({row['source']}, {as_of})"
    hamlet = "" if row["name"].endswith(row["hamlet"]) else row["hamlet"]
    joined = f"{spoken.count(row['residents'])} người đã vào tổ"
    merged = "thôn này đã nhập vào thôn khác" if row["merged"] else ""
    told = (row["name"], hamlet, row["commune"], adults, joined, merged)
    return f"{row['team']:>5}  {' · '.join(filter(None, told))}"
