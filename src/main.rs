//! The `coop` program: one call into the library, one exit code out.

fn main() -> std::process::ExitCode {
    coop_ledger::cli::main()
}
