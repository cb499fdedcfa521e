//! How tables are spelt: as RFC 4180 has it, or so that a spreadsheet opens them by double click.

/// How tables are spelt. It is asked for and noted, never taken from where the program runs, so that
/// the same manifest gives the same bytes.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Default,
    strum::EnumString,
    strum::IntoStaticStr,
    strum::VariantNames,
)]
#[strum(serialize_all = "kebab-case")]
pub enum Dialect {
    /// Comma, decimal point, no mark of the encoding.
    #[default]
    Plain,
    /// The same with the mark of UTF-8 in front, by which spreadsheets know the encoding.
    Excel,
    /// Semicolon and decimal comma, with that mark: for spreadsheets of countries that write 0,5.
    ExcelSemicolon,
}

/// The mark of UTF-8.
pub const MARK: &[u8] = b"\xef\xbb\xbf";

impl Dialect {
    /// Its name, as it is asked for and noted.
    pub fn name(self) -> &'static str {
        self.into()
    }

    /// What parts two cells.
    pub fn delimiter(self) -> u8 {
        match self {
            Self::ExcelSemicolon => b';',
            Self::Plain | Self::Excel => b',',
        }
    }

    /// What stands in front of the header.
    pub fn mark(self) -> &'static [u8] {
        match self {
            Self::Plain => b"",
            Self::Excel | Self::ExcelSemicolon => MARK,
        }
    }

    /// Whether 0.5 is written 0,5.
    pub fn has_decimal_comma(self) -> bool {
        self == Self::ExcelSemicolon
    }

    /// The dialect of a table that begins so: its header, or as much as there is of it.
    pub fn of(beginning: &[u8]) -> Self {
        let Some(header) = beginning.strip_prefix(MARK) else {
            return Self::Plain;
        };
        let mut header = header.iter().take_while(|&&byte| byte != b'\n');
        match header.find(|&&byte| byte == b',' || byte == b';') {
            Some(b';') => Self::ExcelSemicolon,
            _ => Self::Excel,
        }
    }
}
