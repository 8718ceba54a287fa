//! Numbers from a seed, the same ones on every machine: SplitMix64.

pub struct Dice(pub u64);

impl Dice {
    /// Below `sides`.
    pub fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % sides
    }

    pub fn within(&mut self, least: i64, most: i64) -> i64 {
        least + i64::try_from(self.roll(u64::try_from(most - least + 1).unwrap())).unwrap()
    }

    /// A place in a list of so many; 0 where it is empty.
    pub fn place(&mut self, many: usize) -> usize {
        usize::try_from(self.roll(u64::try_from(many.max(1)).unwrap())).unwrap()
    }

    /// One of them; none of none.
    pub fn among<'a, T>(&mut self, all: &'a [T]) -> Option<&'a T> {
        all.get(self.place(all.len()))
    }

    /// Once in so many times.
    pub fn is(&mut self, one_of: u64) -> bool {
        self.roll(one_of) == 0
    }

    /// One of them.
    pub fn of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.place(all.len())]
    }

    /// Numbers below `many`, in some order.
    pub fn shuffled(&mut self, many: usize) -> Vec<usize> {
        let mut all: Vec<usize> = (0..many).collect();
        for place in (1..many).rev() {
            all.swap(place, self.place(place + 1));
        }
        all
    }
}
