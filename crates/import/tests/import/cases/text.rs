//! Encodings, Excel's first line, decimal commas and thousands marks.

use exoscope_core::sample::Field;
use exoscope_import::{Decimal, TableSettings};

use super::{as_table, good, rows, samples};
use crate::{import, says};

#[test]
fn other_encodings_are_read_and_said() {
    let text = "name,hsa-miR-21-5p,診断\n患者1,310,胃がん\n患者2,418,健常者\n患者3,7,大腸がん\n";
    let (shift_jis, _, lossy) = encoding_rs::SHIFT_JIS.encode(text);
    assert!(!lossy);
    let utf16: Vec<u8> =
        [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let german = "name;hsa-miR-21-5p;Klinik\nMüller;310;Köln\nGroß;418;Düsseldorf\n";
    let (latin, _, _) = encoding_rs::WINDOWS_1252.encode(german);
    for (bytes, encoding, first, column, fact) in [
        (shift_jis.into_owned(), "Shift_JIS", "患者1", "診断", "胃がん"),
        (utf16, "UTF-16LE", "患者1", "診断", "胃がん"),
        (latin.into_owned(), "windows-1252", "Müller", "Klinik", "Köln"),
    ] {
        let read = good(as_table("t.csv", bytes));
        let found = read.report.files[0].encoding.unwrap();
        assert_eq!((found.name, found.stated), (encoding, false));
        assert_eq!(samples(&read.cohort)[0], first);
        let column = read.cohort.metadata().column(column).unwrap();
        assert_eq!(column.get(0).as_deref(), Some(fact));
    }
    assert_eq!(good(as_table("t.csv", text)).report.files[0].encoding, None);
}

#[test]
fn a_stated_encoding_is_taken_and_its_mistakes_are_said() {
    let text = "name,hsa-miR-21-5p,診断\n患者1,310,胃がん\n";
    let (euc, _, _) = encoding_rs::EUC_JP.encode(text);
    let stated = |name: &str| TableSettings {
        encoding: Some(name.parse().unwrap()),
        ..TableSettings::default()
    };
    let read = good(import(&euc, &stated("euc-jp")));
    let found = read.report.files[0].encoding.unwrap();
    assert_eq!((found.name, found.stated), ("EUC-JP", true));
    assert_eq!(samples(&read.cohort), ["患者1"]);
    // Bytes that stand for nothing in the stated encoding are refused, not replaced.
    says(&import(&euc, &stated("utf-8")).unwrap_err(), &["is not UTF-8", "`encoding`"]);
    let (sjis, _, _) = encoding_rs::SHIFT_JIS.encode("name,hsa-miR-21-5p\nｱ,310\n");
    says(&import(&sjis, &stated("euc-jp")).unwrap_err(), &["is no EUC-JP", "`encoding`"]);
    let utf16: Vec<u8> =
        [0xfe, 0xff].into_iter().chain(text.encode_utf16().flat_map(u16::to_be_bytes)).collect();
    assert_eq!(samples(&good(import(utf16, &stated("utf-16"))).cohort), ["患者1"]);
}

#[test]
fn the_first_line_of_excel_names_the_delimiter() {
    for text in ["sep=;\nname;hsa-miR-21-5p\na;310\n", "\"sep=,\"\nname,hsa-miR-21-5p\na,310\n"] {
        assert_eq!(rows(&good(as_table("t.csv", text)).cohort), [[310.0]]);
    }
}

#[test]
fn thousands_are_asked_for_and_decimal_commas_read_where_they_are_stated() {
    let german = "m;a;b\nhsa-miR-21-5p;22.622;1.400\nhsa-miR-16-5p;310;7\n";
    says(&as_table("t.csv", german).map(|i| i.report).unwrap_err(), &["t.csv:2:2", "`decimal` ,"]);
    let stated = |decimal| TableSettings { decimal: Some(decimal), ..TableSettings::default() };
    let comma = good(import(german, &stated(Decimal::Comma)));
    assert_eq!(rows(&comma.cohort), [[22622.0, 310.0], [1400.0, 7.0]]);
    let point = good(import(german, &stated(Decimal::Point)));
    assert_eq!(rows(&point.cohort)[0], [22.622, 310.0]);
    let text = "name;hsa-miR-21-5p;hsa-miR-16-5p;age\na;9,25;8,5;61,2\nb;7,125;6,5;50\n";
    says(
        &as_table("t.csv", text).map(|i| i.report).unwrap_err(),
        &["\"9,25\" is no number", "`decimal` ,"],
    );
    let read = good(import(text, &stated(Decimal::Comma)));
    assert_eq!(rows(&read.cohort), [[9.25, 8.5], [7.125, 6.5]]);
    let age = read.cohort.metadata().field(Field::Age).unwrap();
    assert_eq!(age.get(0).as_deref(), Some("61.2"));
    // A fact tells by itself where its comma is none between thousands.
    let text = "name;hsa-miR-21-5p;bmi\na;9.25;24,25\nb;7.125;31\n";
    let read = good(as_table("t.csv", text));
    assert_eq!(read.cohort.metadata().column("bmi").unwrap().get(0).as_deref(), Some("24.25"));
}
