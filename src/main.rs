//! The `coop` program: one call into the library, one exit code out.

fn main() -> std::process::ExitCode {
    std::process::ExitCode::SUCCESS
}
