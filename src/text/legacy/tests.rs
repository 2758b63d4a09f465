use super::*;

#[test]
fn repairs_what_old_fonts_leave() {
    for (broken, meant, charset) in [
        ("ThiÕu vèn s¶n xuÊt", "Thiếu vốn sản xuất", "tcvn3"),
        ("thiÕu vèn, ph\u{ad}¬ng tiÖn ph¸t triÓn s¶n xuÊt", "thiếu vốn, phương tiện phát triển sản xuất", "tcvn3"),
        ("nhiÒu ngêi ¨n theo", "nhiều người ăn theo", "tcvn3"),
        ("nî kÐo dµi", "nợ kéo dài", "tcvn3"),
        ("THIÕU VèN", "THIẾU VỐN", "tcvn3"),
        ("THIếU VốN SảN XUấT", "THIẾU VỐN SẢN XUẤT", "half_capitals"),
        ("LƯờI LAO ĐộNG", "LƯỜI LAO ĐỘNG", "half_capitals"),
        ("Thieáu voán", "Thiếu vốn", "vni"),
        ("Khoâng coù ñaát saûn xuaát", "Không có đất sản xuất", "vni"),
        ("Ñoâng ngöôøi aên theo", "Đông người ăn theo", "vni"),
        ("löôøi lao ñoäng", "lười lao động", "vni"),
        ("oám ñau, giaø yeáu", "ốm đau, già yếu", "vni"),
        ("Thiáº¿u vá»‘n sáº£n xuáº¥t", "Thiếu vốn sản xuất", "utf8_as_cp1252"),
        ("nhà nghốo, cú người bệnh lõu năm", "nhà nghèo, có người bệnh lâu năm", "tcvn3_twice"),
        ("khơng cĩ việc làm ổn định", "không có việc làm ổn định", "vni_twice"),
        ("gố chồng, con cịn nhỏ", "goá chồng, con còn nhỏ", "vni_twice"),
        ("trình độ văn hố thấp, khơng biết chữ", "trình độ văn hoá thấp, không biết chữ", "vni_twice"),
        ("đơng con nhỏ", "đông con nhỏ", "vni_twice"),
        ("nhiều ngời ăn theo", "nhiều người ăn theo", "lost_u"),
        ("cha đợc hớng dẫn", "chưa được hướng dẫn", "lost_u"),
        ("không đợc vay vốn", "không được vay vốn", "lost_u"),
        ("nhiều ngƣời ăn theo", "nhiều người ăn theo", "look_alike"),
        ("thiếu ựất sản xuất", "thiếu đất sản xuất", "look_alike"),
        ("Thiếu ðất sản xuất", "Thiếu đất sản xuất", "look_alike"),
    ] {
        let repaired = repair(broken);
        assert_eq!(repaired.as_ref().map(|r| (r.text.as_str(), r.charset)), Some((meant, charset)), "{broken:?}");
        assert_eq!(repair(meant), None, "{meant:?}");
    }
}

#[test]
fn leaves_sound_text_alone() {
    for text in [
        "",
        "Thiếu vốn, phương tiện phát triển sản xuất",
        "Có LĐ nhưng thiếu VL; hết HĐLĐ; nạn nhân CĐDC; vùng ĐBKK",
        "thiêú vốn, ngừơi già, ngưòi ốm, bênh tật, thừơng xuyên",
        "gương mặt sáng ngời",
        "Ðội Cấn",
        "Ho\u{0323} ngheo\u{0300}",
        "Thi?u v?n",
        "lack of capital: naïve café owners — “über” cool",
        "Les ménages pauvres où le père est âgé, malade ou sans emploi; été, Noël, garçon, hôpital, forêt",
        "où",
        "Hộ ông Nguyễn Văn A (sinh năm 1950)",
        "5 m² đất, 20° C, 1½ sào",
    ] {
        let repaired = repair(text);
        assert!(repaired.is_none() || text == "Ðội Cấn", "{text:?} became {repaired:?}");
    }
}

#[test]
fn whole_files_are_recognised_and_decoded() {
    let bytes = |text: &str| text.chars().map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?')).collect::<Vec<_>>();
    let list = bytes("STT,Hä vµ tªn,Nguyªn nh©n\n1,L\u{ad}¬ng ThÞ Th\u{ad}¬ng,ThiÕu vèn s¶n xuÊt");
    assert_eq!(guess(&list), Some(Charset::Tcvn3));
    let (text, undefined) = decode(Charset::Tcvn3, &list);
    assert!(text.ends_with("Lương Thị Thương,Thiếu vốn sản xuất"), "{text}");
    assert_eq!(undefined, None);

    let list = bytes("Hoï vaø teân,Nguyeân nhaân\nÑoã Vaên A,Thieáu voán saûn xuaát");
    assert_eq!(guess(&list), Some(Charset::Vni));
    assert_eq!(decode(Charset::Vni, &list).0, "Họ và tên,Nguyên nhân\nĐỗ Văn A,Thiếu vốn sản xuất");

    let (list, _, _) = encoding_rs::WINDOWS_1258.encode("Thiê\u{301}u vô\u{301}n sa\u{309}n xuâ\u{301}t, ngươ\u{300}i");
    assert_eq!(guess(&list), Some(Charset::Windows1258));
    assert_eq!(decode(Charset::Windows1258, &list).0, "Thiếu vốn sản xuất, người");
    assert_eq!(decode(Charset::Windows1258, b"ab\x81").1, Some(2));

    assert_eq!(guess("Thiếu vốn".as_bytes()), None);
    assert_eq!(guess(b"plain"), None);
    assert_eq!(guess(&bytes("Les ménages pauvres où le père est âgé; été, garçon, hôpital")), None);
}
