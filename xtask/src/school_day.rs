//! A school day, lived by three demo phones through the real client: with `--headless` each time, otherwise before the first
//! window opens. Its morning is told here, the rest of the day in `rounds`.
//!
//! A guard and a teacher of one school, and an officer of its police station. The teacher's phone has no network until
//! the end: what it saved arrives late and all at once, which is what the whole system is for.

use std::{path::PathBuf, thread, time::Duration};

use serde_json::Value;

use crate::{
    children::Children,
    demo::{Belongs, Demo},
    fault::{Done, Fault},
    history, rounds,
};

/// Long enough to watch the board move, short enough to wait for.
const BETWEEN: Duration = Duration::from_millis(800);
/// About eleven meters, in degrees of latitude: people do not stand exactly on a point.
const A_FEW_STEPS: f64 = 0.0001;

/// Lives the day.
///
/// # Errors
/// With the client's own words.
pub(crate) fn live(demo: &Demo, pictures: &[PathBuf; 2], children: &Children) -> Done {
    let Belongs::School(school) = demo.first_school()? else {
        return Err(Fault::new("The demo district has no school."));
    };
    let guard = Phone::enroll(demo, "phone-guard", Belongs::School(school.clone()), "guard")?;
    let teacher = Phone::enroll(demo, "phone-teacher", Belongs::School(school.clone()), "teacher")?;
    let officer = Phone::enroll(demo, "phone-officer", Demo::station(), "officer")?;
    for (person, phone) in [&guard, &teacher, &officer].into_iter().enumerate() {
        history::enter(phone, person, &school)?;
    }
    println!("Two weeks of mornings are entered.");
    let [camera, large] = pictures.each_ref().map(|it| it.display().to_string());

    let acts: [&dyn Fn() -> Done; 10] = [
        &|| guard.duty(&school, "on", 0),
        &|| guard.send(),
        &|| teacher.duty(&school, "on", 0),
        &|| officer.duty(&school, "on", 0),
        &|| officer.send(),
        &|| guard.check_in(&school, 0, &["--photo", &camera]),
        &|| guard.check_in(&school, 1, &["--note", "门锁完好"]),
        &|| teacher.hazard(&school, "TRF", "校门口人行道被三轮车占用", &large),
        &|| guard.send(),
        &|| officer.check_in(&school, 2, &[]),
    ];
    for act in acts {
        if children.is_asked_to_stop() {
            return Err(Fault::new("Stopped."));
        }
        act()?;
        thread::sleep(BETWEEN);
    }
    println!("{}: has a network again", teacher.says());
    teacher.send()?;
    day(&guard, &teacher, &school)?;
    [guard, teacher, officer].iter().try_for_each(Phone::send)
}

/// The rest of the school's day, as fast as it can be tapped.
fn day(guard: &Phone<'_>, teacher: &Phone<'_>, school: &str) -> Done {
    let head = teacher.in_the_hand_of("school_safety")?;
    rounds::gate(teacher, school, &[])?;
    rounds::run(guard, school)?;
    rounds::escort(teacher, &head, school)?;
    rounds::ask(teacher)?;
    rounds::unproven(guard, school)
}

/// One phone and the person who holds it.
pub(crate) struct Phone<'d> {
    demo: &'d Demo,
    name: &'static str,
    staff: String,
    person: String,
}

impl<'d> Phone<'d> {
    fn enroll(demo: &'d Demo, name: &'static str, belongs: Belongs, kind: &str) -> Done<Self> {
        demo.enroll_phone(name, belongs)?;
        demo.field(name, &["sync", "--json"])?;
        Self::held_by(demo, name, kind)
    }

    /// The same phone, held by somebody else of its people.
    fn in_the_hand_of(&self, kind: &str) -> Done<Self> {
        Self::held_by(self.demo, self.name, kind)
    }

    fn held_by(demo: &'d Demo, name: &'static str, kind: &str) -> Done<Self> {
        let people = demo.field(name, &["staff", "--json"])?;
        let mut people = people["staff"].as_array().into_iter().flatten();
        let person = people.find(|person| person["kind"] == kind);
        let person = person.ok_or_else(|| Fault::new(format!("{name} was given no {kind}.")))?;
        Ok(Self { demo, name, staff: text(person, "id"), person: text(person, "name") })
    }

    /// The id of who holds it.
    pub(crate) fn staff(&self) -> &str {
        &self.staff
    }

    /// Does something, and tells it.
    pub(crate) fn act(&self, what: &str, arguments: &[&str]) -> Done {
        let saved = self.field(arguments)?;
        self.tell(what, &saved);
        Ok(())
    }

    fn duty(&self, school: &str, verb: &str, nth: usize) -> Done {
        let post = self.of_school("duties", school, nth)?;
        let post_id = text(&post, "post_id");
        let saved = self.field(&["duty", verb, "--post", &post_id, "--staff", &self.staff, "--json"])?;
        self.tell(&format!("到岗 at {}", text(&post, "post")), &saved);
        Ok(())
    }

    /// Enters afterwards that the person came or went at a time.
    pub(crate) fn stated(&self, school: &str, verb: &str, at: &str) -> Done {
        let post_id = text(&self.of_school("duties", school, 0)?, "post_id");
        self.field(&["duty", verb, "--post", &post_id, "--staff", &self.staff, "--at", at, "--json"])?;
        Ok(())
    }

    pub(crate) fn check_in(&self, school: &str, nth: usize, more: &[&str]) -> Done {
        let point = self.of_school("points", school, nth)?;
        let id = text(&point, "id");
        let lat = (point["lat"].as_f64().unwrap_or_default() + A_FEW_STEPS).to_string();
        let lon = point["lon"].as_f64().unwrap_or_default().to_string();
        let place = ["--lat", &lat, "--lon", &lon, "--accuracy", "15", "--json"];
        let saved = self.field(&[&["check-in", "--point", &id, "--staff", &self.staff], &place[..], more].concat())?;
        self.tell(&format!("打卡 at {}", text(&point, "name")), &saved);
        Ok(())
    }

    fn hazard(&self, school: &str, category: &str, what: &str, photo: &str) -> Done {
        let facts = ["--school", school, "--category", category, "--text", what, "--photo", photo];
        let saved = self.field(&[&["hazard", "--staff", &self.staff, "--json"], &facts[..]].concat())?;
        self.tell(&format!("隐患 with a photo: {what}"), &saved);
        Ok(())
    }

    fn send(&self) -> Done {
        let sent = self.field(&["sync", "--json"])?;
        println!("{}: sent, records: {}, photos: {}", self.says(), sent["pushed"], sent["photos_sent"]);
        Ok(())
    }

    /// The nth thing of a list that belongs to the school (or the last, when it has fewer).
    pub(crate) fn of_school(&self, list: &str, school: &str, nth: usize) -> Done<Value> {
        let listed = self.field(&[list, "--json"])?;
        let all = listed[list].as_array().into_iter().flatten();
        let here: Vec<&Value> = all.filter(|it| it["school_code"] == school).collect();
        let found = here.get(nth).or(here.last());
        found
            .map(|it| (*it).clone())
            .ok_or_else(|| Fault::new(format!("{} was given no {list} of {school}.", self.name)))
    }

    pub(crate) fn field(&self, arguments: &[&str]) -> Done<Value> {
        self.demo.field(self.name, arguments)
    }

    fn tell(&self, what: &str, saved: &Value) {
        println!("{}: {what} (saved as record {})", self.says(), saved["seq"]);
    }

    fn says(&self) -> String {
        format!("{} on {}", self.person, self.name)
    }
}

pub(crate) fn text(value: &Value, key: &str) -> String {
    value[key].as_str().unwrap_or_default().to_owned()
}
