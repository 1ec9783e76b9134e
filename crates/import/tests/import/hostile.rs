//! Files that are no table: each is refused, with its place, quickly and in bounded memory.

use std::io::Write;

use exoscope_import::{TableSettings, table};
use flate2::Compression;
use flate2::write::GzEncoder;

use crate::{Folder, import, says};

#[track_caller]
fn refused(content: impl AsRef<[u8]>, pieces: &[&str]) {
    let error = import(content, &TableSettings::default()).unwrap_err();
    says(&error, pieces);
}

fn gzip(content: &[u8]) -> Vec<u8> {
    let mut out = GzEncoder::new(Vec::new(), Compression::default());
    out.write_all(content).unwrap();
    out.finish().unwrap()
}

fn utf16(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

const GOOD: &str = "s,hsa-miR-21-5p,hsa-miR-451a\na,1,2\nb,3,4000\n";

#[test]
fn texts_that_are_no_table() {
    let table: &[(&str, &[&str])] = &[
        ("", &["t.csv: the file is empty"]),
        (" \n\t\n  \n", &["t.csv: the file is empty"]),
        ("s,miR-21-5p\n", &["t.csv: there is no row"]),
        ("miRNA,s1,s2\n", &["t.csv: there is no row"]),
        ("hsa-miR-21-5p\n1\n2\n", &["t.csv: there is one column", "hint: another delimiter"]),
        ("gene,a,b\nTP53,1,2\n", &["t.csv: no miRNA is named", "\"TP53\"", "`features`"]),
        ("s,miR-1-3p\nhsa-miR-1-3p,2\n", &["both the first line and", "`orientation`"]),
        ("s,miR-1-3p,miR-2-3p\na,1,2\nb,3\n", &["t.csv:3: 2 cells, where 3 are expected"]),
        ("s,miR-1-3p,miR-2-3p\na,1,2\nb,3,4,5\n", &["t.csv:3: 4 cells, where 3 are expected"]),
        ("s,miR-1-3p\na,1\nb,2\n\na,3\n", &["t.csv:5:1: sample a is there twice", "t.csv:2:1"]),
        (
            "s,miR-1-3p,hsa-miR-1-3p\na,1,2\n",
            &[
                "t.csv:1:3: miRNA hsa-miR-1-3p is there twice, first at t.csv:1:2",
                "written \"miR-1-3p\" there and \"hsa-miR-1-3p\" here",
            ],
        ),
        ("m,a\nmiR-1-3p,1\nmiR-2-3p,1\nmiR-1-3p,2\n", &["t.csv:4:1: miRNA", "t.csv:2:1"]),
        ("m,a,a\nmiR-1-3p,1,2\n", &["t.csv:1:3: sample a is there twice, first at t.csv:1:2"]),
        ("s,miR-1-3p,x,x\na,1,2,3\n", &["t.csv:1:4: two columns are called \"x\"", "column 3"]),
        ("s,miR-1-3p,\na,1,x\n", &["t.csv:1:3: a column of facts cannot be called \"\""]),
        ("sample,miR-1-3p,sample\na,1,2\n", &["t.csv:1:3: a column of facts cannot be called"]),
        ("s,miR-1-3p\na,1\nb,one\n", &["t.csv:3:2: \"one\" is no number (column \"miR-1-3p\")"]),
        ("s,miR-1-3p\na,x\nb,1,2\nc,y\n", &["t.csv:2:2: \"x\" is no number"]),
        ("s,miR-1-3p\na,inf\n", &["t.csv:2:2: \"inf\" is no number"]),
        ("s;miR-1-3p;miR-2-3p\na;9,23;1\n", &["t.csv:2:2: \"9,23\"", "a decimal point"]),
        ("s,miR-1-3p\n\"a,1\n", &["t.csv:2:1: a quotation mark opens", "hint: a quoted cell"]),
        ("s,miR-1-3p\n\"a\"b,1\n", &["t.csv:2:1: text follows the closing quotation mark"]),
        ("s,miR-1-3p\n,1\n", &["t.csv:2:1: \"\" cannot name a sample"]),
        ("m,a\nmiR-1-3p,1\nTP53,7\n", &["t.csv:3:1: \"TP53\"", "`drop-unknown`"]),
    ];
    for (content, pieces) in table {
        refused(content, pieces);
    }
}

#[test]
fn bytes_that_are_no_text() {
    let broken = |at: usize, byte: u8| {
        let mut bytes = GOOD.as_bytes().to_vec();
        bytes[at] = byte;
        bytes
    };
    refused(broken(30, 0), &["t.csv:2: a NUL byte at byte 30", "binary", "hint: export"]);
    refused(broken(31, 0xe9), &["t.csv:2:2: ", "is no number"]);
    let mut half = utf16(GOOD);
    half.pop();
    refused(half, &["the text is no UTF-16LE, though it begins so", "hint: state the encoding"]);
    refused(b"PK\x03\x04\x14\0\x06\0", &["t.csv: no Excel workbook that can be read"]);
    refused(b"PAR1\x15\x04", &["t.csv: this is a Parquet file"]);
    refused([0x80_u8, 0xff, 0x00, 0x12, 0x0a, 0x99], &["t.csv:1: a NUL byte at byte 2"]);
}

#[test]
fn damaged_gzip() {
    let whole = gzip(GOOD.repeat(50).as_bytes());
    refused(&whole[..whole.len() / 2], &["the gzip file is cut short", "download"]);
    refused(&whole[..12], &["t.csv:1: the gzip file is cut short"]);
    let mut damaged = whole.clone();
    let crc = damaged.len() - 6;
    damaged[crc] ^= 0x55;
    refused(damaged, &["the gzip file is damaged"]);
    refused(gzip(b""), &["t.csv: the file is empty"]);
}

/// A gzip file of 80 times the same megabyte.
fn bomb(head: &[u8], unit: &[u8], level: Compression) -> Vec<u8> {
    let megabyte: Vec<u8> = unit.iter().copied().cycle().take(1 << 20).collect();
    let mut out = GzEncoder::new(Vec::new(), level);
    out.write_all(head).unwrap();
    for _ in 0..80 {
        out.write_all(&megabyte).unwrap();
    }
    out.finish().unwrap()
}

#[test]
fn gzip_bombs_are_left_when_they_show() {
    refused(bomb(b"", b"\0", Compression::fast()), &["t.csv:1: ", "NUL byte"]);
    refused(bomb(b"", b"0", Compression::fast()), &["t.csv:1: a line of more than"]);
    // Blank lines are passed over, so that nothing else stops the reading.
    let rows = bomb(b"m,a\nmiR-1-3p,1\n", b"\n", Compression::best());
    refused(rows, &["each byte of gzip stands for", "hint: decompress it first"]);
}

#[test]
fn a_line_without_end_and_too_much_text_are_refused() {
    let mut settings = TableSettings::default();
    settings.limits.line_bytes = 10 << 20;
    let error = import(vec![b'7'; 30 << 20], &settings).unwrap_err();
    says(&error, &["t.csv:1: a line of more than 10485760 bytes"]);
    settings.limits.text_bytes = 20;
    says(&import(GOOD, &settings).unwrap_err(), &["more than 20 bytes of text"]);
    settings.limits.text_bytes = 2000;
    settings.limits.values = 3;
    says(&import(GOOD, &settings).unwrap_err(), &["t.csv: more than 3 values"]);
    settings.limits.facts = 1;
    let facts = "s,miR-1-3p,sex\na,1,F\nb,2,F\n";
    says(&import(facts, &settings).unwrap_err(), &["t.csv: more than 1 values"]);
}

#[test]
fn a_million_columns_are_refused() {
    let mut wide = String::from("s");
    let mut row = String::from("a");
    for column in 0..1_000_000 {
        wide.push_str(&format!(",hsa-miR-{column}"));
        row.push_str(",1");
    }
    let text = format!("{wide}\n{row}\n");
    refused(&text, &["t.csv:1: more than 100000 columns"]);
    refused(format!("miRNA{row}\nhsa-miR-1{row}\n"), &["t.csv:1: more than 100000 columns"]);
}

#[test]
fn files_that_are_not_there() {
    let folder = Folder::new();
    let missing = folder.0.path().join("none.csv");
    says(&table(&[missing], &TableSettings::default()).unwrap_err(), &["none.csv: No such file"]);
    let a_folder = folder.0.path().to_owned();
    assert!(table(&[a_folder], &TableSettings::default()).is_err());
    says(&table(&[], &TableSettings::default()).unwrap_err(), &["no file was given"]);
}
