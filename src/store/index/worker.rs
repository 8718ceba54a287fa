//! sled on a thread of its own: what it does there cannot panic, hang or slow the house.

use crate::store::{Cause, Why};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Once;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::Duration;

type Job<T> = Box<dyn FnOnce(&mut T) + Send>;

/// A value that lives on its own thread and is spoken to with a deadline.
#[derive(Debug)]
pub(super) struct Worker<T> {
    jobs: Option<Sender<Job<T>>>,
    ended: Receiver<()>,
    deadline: Duration,
}

const NAME: &str = "coop-index";
/// Bytes of the thread's stack, whatever the environment asks for: too little would end the program.
const STACK: usize = 4 << 20;

impl<T: 'static> Worker<T> {
    /// Makes the value on the new thread.
    pub fn start<E: Into<Cause> + Send + 'static>(
        deadline: Duration,
        make: impl FnOnce() -> Result<T, E> + Send + 'static,
    ) -> Result<Worker<T>, Cause> {
        quiet();
        let (jobs, inbox) = channel::<Job<T>>();
        let (made, answer) = channel();
        let (end, ended) = channel();
        let spawned = thread::Builder::new().name(NAME.to_owned()).stack_size(STACK).spawn(move || {
            let value = catch_unwind(AssertUnwindSafe(make));
            let mut value = match value {
                Ok(Ok(value)) => value,
                Ok(Err(cause)) => return drop(made.send(Err(cause.into()))),
                Err(_) => return drop(made.send(Err(panicked()))),
            };
            // nobody listens any more if the deadline has passed
            if made.send(Ok(())).is_err() {
                return;
            }
            for job in inbox {
                if catch_unwind(AssertUnwindSafe(|| job(&mut value))).is_err() {
                    // what it left half done is not dropped in good order either
                    std::mem::forget(value);
                    return;
                }
            }
            _ = catch_unwind(AssertUnwindSafe(|| drop(value)));
            drop(end);
        });
        spawned.map_err(|e| Cause::new(Why::Device, format!("no thread for the index: {e}")))?;
        answer.recv_timeout(deadline).map_err(late)??;
        Ok(Worker { jobs: Some(jobs), ended, deadline })
    }

    /// Runs a job; an error if it panics or the deadline passes. After an error the worker is of
    /// no further use.
    pub fn run<A: Send + 'static>(&self, job: impl FnOnce(&mut T) -> A + Send + 'static) -> Result<A, Cause> {
        let (send, answer) = channel();
        let boxed: Job<T> = Box::new(move |value| drop(send.send(job(value))));
        let jobs = self.jobs.as_ref().ok_or_else(panicked)?;
        if jobs.send(boxed).is_err() {
            return Err(panicked());
        }
        answer.recv_timeout(self.deadline).map_err(late)
    }
}

impl<T> Drop for Worker<T> {
    fn drop(&mut self) {
        self.jobs = None;
        // it closes in good order if it can; a thread that hangs is left behind
        let _ = self.ended.recv_timeout(self.deadline.min(Duration::from_secs(3)));
    }
}

fn late(error: RecvTimeoutError) -> Cause {
    match error {
        RecvTimeoutError::Timeout => Cause::new(Why::NoAnswer, "the index gave no answer in time"),
        RecvTimeoutError::Disconnected => panicked(),
    }
}

fn panicked() -> Cause {
    Cause::new(Why::Device, "the index stopped in the middle of its work")
}

/// Keeps the panics of these threads, and of those that sled starts, off the user's terminal.
fn quiet() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            let current = thread::current();
            let ours = current.name().is_some_and(|n| n.starts_with(NAME) || n.starts_with("sled"));
            if !ours {
                before(info);
            }
        }));
    });
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a broken claim stops its test")]
mod tests {
    use super::*;

    #[test]
    fn panics_and_hangs_are_answers() {
        let deadline = Duration::from_millis(200);
        let start = || Worker::start(deadline, || Ok::<u32, Cause>(7)).unwrap();
        assert_eq!(start().run(|n| *n + 1), Ok(8));
        let worker = start();
        assert_eq!(worker.run(|_| -> u32 { panic!("as sled does") }).map_err(|c| c.why), Err(Why::Device));
        assert_eq!(worker.run(|n| *n).map_err(|c| c.why), Err(Why::Device), "it is of no further use");
        let worker = start();
        let hung = worker.run(|_| thread::sleep(Duration::from_secs(20)));
        assert_eq!(hung.map_err(|c| c.why), Err(Why::NoAnswer));
        let failed = Worker::start(deadline, || -> Result<u32, Cause> { panic!("as sled does when it opens") });
        assert_eq!(failed.map(|_| ()).map_err(|c| c.why), Err(Why::Device));
    }
}
