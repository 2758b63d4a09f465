//! The command line: exit codes, what goes where, and what is said of bad input.

use std::io::Read;
use std::process::Stdio;

use crate::tool::{Answer, command, file, files_in, folder, here, run, run_with, summary};

const EXAMPLE: &str = "examples/khao-sat-2020.xlsx";
const MESSY: &str = "examples/lon-xon.csv";
const LIST: &str = "STT,Họ và tên chủ hộ,Xã,Nguyên nhân nghèo\n1,Ma Văn Sơn,Xã Kim Phú,Thiếu vốn\n";

/// The answer is exit 2: nothing on standard output, and these words on standard error.
fn refused(answer: &Answer, words: &[&str]) {
    assert_eq!(answer.code, 2, "{}{}", answer.out, answer.err);
    assert_eq!(answer.out, "");
    for word in words {
        assert!(answer.err.contains(word), "{word:?} is not in {}", answer.err);
    }
}

#[test]
fn bad_input_is_refused_with_its_name_and_reason() {
    let mut judged = 0;
    for bad in files_in("tests/corpus/bad") {
        if bad.extension().is_some_and(|e| e == "says") {
            continue;
        }
        let says = std::fs::read_to_string(format!("{}.says", bad.display())).expect("what must be said is beside it");
        let name = bad.file_name().and_then(|n| n.to_str()).expect("its name is text");
        let out = folder();
        let target = out.path().join("out.json");
        let arguments = ["summarize", bad.to_str().expect("text"), "-o", target.to_str().expect("text")];
        refused(&run(&arguments), &[name, says.trim()]);
        assert!(!target.exists(), "{name}: nothing may be written");
        judged += 1;
    }
    assert!(judged > 0);
}

#[test]
fn every_bad_file_is_named_not_the_first_alone() {
    let answer =
        run(&["summarize", "tests/corpus/bad/trong.csv", EXAMPLE, "khong-co.xlsx", "tests/corpus/bad/di_cho.csv"]);
    refused(&answer, &["trong.csv", "khong-co.xlsx", "không tìm thấy tệp", "di_cho.csv"]);
}

#[test]
fn a_workbook_cut_short_anywhere_is_an_error_and_never_a_panic() {
    let whole = std::fs::read(here("tests/corpus/surveys/tieu_de_ba_dong.xlsx")).expect("it can be read");
    let made = folder();
    for part in 0..16 {
        let cut = file(&made, "cut.xlsx", &whole[..whole.len() * part / 16]);
        refused(&run(&["summarize", &cut]), &["cut.xlsx"]);
    }
}

#[test]
fn wrong_command_lines_are_answered_in_vietnamese() {
    for (arguments, words) in [
        (&["summarize"][..], "thiếu"),
        (&["summarize", EXAMPLE, "--format", "pdf"], "pdf"),
        (&["summarize", EXAMPLE, "--nhanh"], "--nhanh"),
        (&["summarize", EXAMPLE, "--as-of", "31/4/2020"], "31/4/2020"),
        (&["summarize", EXAMPLE, "--by", "province"], "province"),
        (&["summarize", EXAMPLE, "--plan"], "--plan <TỆP>: thiếu giá trị"),
        (&["summarize", EXAMPLE, "--strict", "--strict"], "--strict: chỉ ghi một lần"),
        (&["summarize", EXAMPLE, "--strict=x"], "không có giá trị đi kèm"),
        (&["summarize", EXAMPLE, "--strct"], "có phải “--strict”?"),
        (&["list", "moi", EXAMPLE], "<LOẠI>"),
    ] {
        refused(&run(arguments), &["lỗi", words, &format!("giamngheo {} --help", arguments[0])]);
    }
    refused(&run(&[]), &["thiếu lệnh", "giamngheo --help"]);
    refused(&run(&["sumarize", EXAMPLE]), &["có phải “summarize”?", "giamngheo --help"]);
    refused(&run(&["summarize", EXAMPLE, "--format", "pdf", "--lang", "en"]), &["error", "pdf"]);
}

#[test]
fn help_is_vietnamese_and_goes_to_standard_output() {
    for (arguments, words) in [(&["--help"][..], "summarize"), (&["summarize", "--help"], "--format")] {
        let answer = run(arguments);
        assert_eq!((answer.code, answer.err.as_str()), (0, ""));
        assert!(answer.out.contains("Cách dùng") && answer.out.contains(words), "{}", answer.out);
        for english in ["Usage", "Options", "Arguments", "Print help"] {
            assert!(!answer.out.contains(english), "{english}: {}", answer.out);
        }
    }
    let verbs =
        ["summarize", "check", "annex", "classify", "why", "compare", "validate", "explain", "list", "template"];
    for verb in verbs.iter().chain(&["report", "merge", "plan", "plan init", "plan show", "plan allocate"]) {
        let arguments: Vec<&str> = verb.split(' ').chain(["--help"]).collect();
        let help = run(&arguments).out;
        for english in ["default", "OPTIONS", "COMMAND", "FILE", "Usage", "NAME", "DATE", "<format>"] {
            assert!(!help.contains(english), "{verb}: {english}: {help}");
        }
        assert!(help.contains(&format!("giamngheo {verb} ")), "{help}");
    }
    assert!(run(&["--help", "--lang", "en"]).out.contains("Usage"));
    assert_eq!(run(&["--version"]).out, format!("giamngheo {}\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn standard_output_holds_only_the_answer() {
    let messy = run(&["summarize", MESSY, "--format", "json"]);
    assert!(messy.err.contains("GN502"), "{}", messy.err);
    assert_eq!(messy.json()["schema"], "giamngheo.summary/1");
    let csv = run(&["summarize", MESSY, "--format", "csv"]);
    let mut reader = csv::Reader::from_reader(csv.out.as_bytes());
    assert_eq!(reader.headers().expect("a line of headings").get(2), Some("households"));
    assert!(reader.records().all(|record| record.is_ok()));
}

#[cfg(unix)]
#[test]
fn what_is_no_file_is_neither_read_nor_replaced() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
    let (pipe, inner) = (path("pipe.csv"), path("inner.csv"));
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().is_ok_and(|s| s.success()));
    std::fs::create_dir(&inner).expect("it can be made");
    for flag in ["--plan", "--targets", "--pairs", "--end"] {
        for (name, words) in
            [(pipe.as_str(), "ống dẫn"), ("/dev/zero", "ống dẫn"), (&inner, "thư mục"), (&path("none"), "tệp")]
        {
            refused(&run(&["summarize", EXAMPLE, flag, name]), &[name, words]);
        }
    }
    refused(&run(&["merge", &pipe]), &["pipe", "ống dẫn"]);
    for command in ["summarize", "classify", "annex", "validate", "report"] {
        refused(&run(&[command, EXAMPLE, "--force", "-o", &pipe]), &["pipe", "ống dẫn"]);
        refused(&run(&[command, EXAMPLE, "--force", "-o", &inner]), &["inner", "là thư mục"]);
    }
    assert_eq!(std::fs::read_dir(folder.path()).expect("it can be listed").count(), 2);
}

#[test]
fn quiet_keeps_errors_and_nothing_else() {
    assert_eq!(run(&["summarize", MESSY, "-q"]).err, "");
    refused(&run(&["summarize", "khong-co.xlsx", "-q"]), &["khong-co.xlsx"]);
    let unsaid = "examples/khao-sat-2020.csv";
    assert!(run(&["summarize", unsaid, "-v"]).err.contains("GN110"));
    assert_eq!(run(&["summarize", unsaid]).err, "");
}

#[test]
fn strict_makes_a_warning_a_no() {
    let (plain, strict) = (run(&["summarize", MESSY]), run(&["summarize", MESSY, "--strict"]));
    assert_eq!((plain.code, strict.code), (0, 1));
    assert_eq!(plain.out, strict.out);
    assert_eq!(run(&["summarize", EXAMPLE, "--strict"]).code, 0);
    assert_eq!(run(&["summarize", MESSY, "--strict", "-q"]).code, 1);
}

#[test]
fn a_closed_pipe_is_success() {
    // In one piece, and household by household.
    for arguments in [["summarize", EXAMPLE, "--format", "json"], ["classify", EXAMPLE, "-q", "--lang=vi"]] {
        let mut child = command(&arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        drop(child.stdout.take());
        let status = child.wait().expect("the program ends");
        let mut said = String::new();
        child.stderr.take().expect("it is piped").read_to_string(&mut said).expect("it is text");
        assert_eq!((status.code(), said.as_str()), (Some(0), ""), "{arguments:?}");
    }
}

#[test]
fn a_folder_that_is_not_there_is_named() {
    let answer = run(&["classify", EXAMPLE, "-o", "khong/co/ra.csv"]);
    assert_eq!(answer.code, 2);
    assert!(answer.err.contains("khong/co/ra.csv: không có thư mục"), "{}", answer.err);
}

#[test]
fn an_existing_output_is_replaced_only_when_told_to() {
    let made = folder();
    let target = file(&made, "bang.csv", "cũ");
    let keep = ["summarize", EXAMPLE, "--format", "csv", "-o", &target];
    refused(&run(&keep), &["bang.csv", "--force"]);
    assert_eq!(std::fs::read(&target).expect("it is there"), "cũ".as_bytes());
    let replaced = run(&[&keep[..], &["--force"]].concat());
    assert_eq!((replaced.code, replaced.out.as_str()), (0, ""));
    let printed = run(&["summarize", EXAMPLE, "--format", "csv"]);
    assert_eq!(std::fs::read_to_string(&target).expect("it is there"), printed.out);
}

#[test]
fn an_output_is_never_written_over_an_input() {
    let made = folder();
    let list = file(&made, "danh-sach.csv", LIST);
    refused(&run(&["summarize", &list, "-o", &list, "--force"]), &["danh-sach.csv"]);
    let spelt = format!("{}/./danh-sach.csv", made.path().display());
    refused(&run(&["summarize", &list, "-o", &spelt, "--force"]), &["danh-sach.csv"]);
    assert_eq!(std::fs::read_to_string(&list).expect("it is there"), LIST);
}

#[test]
fn an_output_is_never_written_over_an_input_found_in_a_folder() {
    let made = folder();
    let list = file(&made, "danh-sach.csv", LIST);
    let place = made.path().to_str().expect("text");
    refused(&run(&["summarize", place, "-o", &list, "--force"]), &["danh-sach.csv"]);
    assert_eq!(std::fs::read_to_string(&list).expect("it is there"), LIST);
}

#[test]
fn an_output_that_cannot_be_written_is_exit_2() {
    refused(&run(&["summarize", EXAMPLE, "-o", "khong/co/thu/muc/bang.csv"]), &["khong/co/thu/muc/bang.csv"]);
}

#[test]
fn standard_input_is_read_as_csv() {
    let answer = run_with(&["summarize", "-", "--format", "json"], LIST.as_bytes());
    assert_eq!(answer.json()["total"]["households"], 1);
    refused(&run_with(&["summarize", "-"], b""), &["trống"]);
}

/// A spreadsheet shows these rows as 1 to 4.
#[test]
fn rows_are_numbered_alike_whatever_ends_them() {
    let list = |ends: [&str; 4]| {
        let rows = [
            "STT,Họ và tên chủ hộ,Xã,Nguyên nhân nghèo",
            "1,Ma Văn Sơn,Xã Kim Phú,Thiếu vốn",
            "2,Lý Văn Lợi,Xã Kim Phú,Đông con",
            "3,Bàn Thị Mai,Xã Kim Phú,Ốm đau",
        ];
        rows.iter().zip(ends).map(|(row, end)| format!("{row}{end}")).collect::<String>()
    };
    for ends in [["\n"; 4], ["\r\n"; 4], ["\r"; 4], ["\r\n", "\n", "\r\n", "\n"], ["\n", "\r\n", "\n", "\r\n"]] {
        let got = run_with(&["summarize", "-", "--format", "json"], list(ends).as_bytes()).json();
        assert_eq!(got["rows"]["read"], 4, "{ends:?}");
        assert_eq!(got["rows"]["blank"], 0, "{ends:?}");
    }
}

#[test]
fn a_folder_is_read_in_name_order_without_lock_files() {
    let made = folder();
    let row = |ward: &str| format!("STT,Họ và tên chủ hộ,Xã,Nguyên nhân nghèo\n1,Ma Văn {ward},Xã {ward},Thiếu vốn\n");
    std::fs::create_dir(made.path().join("b")).expect("a folder can be made");
    file(&made, "c.csv", row("Kim Phú"));
    file(&made, "b/a.csv", row("Thái Long"));
    file(&made, "a.txt", row("An Khang"));
    file(&made, "~$c.csv", "khóa");
    file(&made, ".an.csv", "ẩn");
    file(&made, "ghi-chu.txt", "Đây là ghi chú, không phải danh sách.\n");
    let got = summary(&[made.path().to_str().expect("text")]);
    assert_eq!(got["total"]["households"], 3);
    let used = got["sources"].as_array().expect("sources").iter().filter(|s| s["used"] == true);
    let names: Vec<&str> = used.filter_map(|s| s["file"].as_str()?.rsplit(['/', '\\']).next()).collect();
    assert_eq!(names, ["a.txt", "a.csv", "c.csv"]);
    assert!(got["diagnostics"].as_array().expect("a list").iter().any(|d| d["code"] == "GN101"), "{got}");
}

#[test]
fn messages_hold_no_name_of_a_person() {
    let messy = std::fs::read_to_string(here(MESSY)).expect("it can be read");
    let names: Vec<&str> =
        messy.lines().filter_map(|l| l.split(';').nth(1)).filter(|n| n.split(' ').count() == 3).collect();
    assert!(names.len() > 5, "{names:?}");
    for format in ["table", "json", "csv", "markdown"] {
        let answer = run(&["summarize", MESSY, "--format", format, "-v"]);
        for name in names.iter().filter(|n| **n != "Họ tên chủ hộ") {
            assert!(!answer.out.contains(name) && !answer.err.contains(name), "{format}: {name}");
        }
    }
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    for format in ["table", "json", "csv", "markdown"] {
        let answers = [1, 2].map(|_| run(&["summarize", EXAMPLE, MESSY, "--format", format, "-v"]));
        assert_eq!(answers[0].out, answers[1].out);
        assert_eq!(answers[0].err, answers[1].err);
    }
}

/// Broken off in the middle of writing, the program leaves neither the file nor a piece of it.
#[cfg(unix)]
#[test]
fn nothing_half_written_stays_when_somebody_breaks_off() {
    let made = folder();
    let rows = (0..20_000).map(|n| format!("Ma Văn {n},Xã Kim Phú,thiếu vốn số {n}\n"));
    let list = file(&made, "ds.csv", format!("Họ và tên chủ hộ,Xã,Nguyên nhân nghèo\n{}", rows.collect::<String>()));
    let files = || std::fs::read_dir(made.path()).expect("it can be listed").count();
    for signal in ["-INT", "-TERM"] {
        let out = made.path().join("out.csv");
        let mut child =
            command(&["classify", &list, "-o", out.to_str().expect("text"), "-q"]).spawn().expect("it runs");
        while files() < 2 {
            assert!(child.try_wait().expect("it can be asked").is_none(), "it ended before it wrote");
            std::thread::sleep(std::time::Duration::from_millis(1));
        }
        let kill = std::process::Command::new("kill").args([signal, &child.id().to_string()]).status();
        assert!(kill.expect("it runs").success());
        assert_eq!(child.wait().expect("it ends").code(), Some(130));
        assert_eq!(files(), 1, "{signal}");
    }
}

/// What is written may be read by whoever may read other files of the user.
#[cfg(unix)]
#[test]
fn files_are_written_with_the_usual_permissions() {
    use std::os::unix::fs::PermissionsExt;
    let out = folder();
    let plain = file(&out, "ds.csv", LIST);
    let written = out.path().join("nhóm.csv").display().to_string();
    assert_eq!(run(&["classify", &plain, "-o", &written]).code, 0);
    let mode = |path: &str| std::fs::metadata(path).expect("it is there").permissions().mode();
    assert_eq!(mode(&written), mode(&plain));
}
