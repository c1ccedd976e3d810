#include "programme/resolution_rules.h"

#include "unit/programme/team_field.h"

#include <algorithm>
#include <set>

using namespace minka;
using namespace minka::programme;
using namespace minka::test;
using storage::Reader;
using storage::Writer;

TEST_SUITE_BEGIN("programme: resolutions");

TEST_CASE("a resolution constitutes its team only when it is signed with number, date, signatory, scan and validity") {
    on_both_engines(team_schema, [](ScratchDatabase& scratch) {
        TeamField field(scratch);
        const auto team = field.formed(field.maynas, day("2026-03-01"));
        const auto id = field.drafted(team, day("2026-03-05"));
        CHECK(field.team(team).state == TeamState::resolution_drafted);
        CHECK(field.constituted(day("2026-06-01")) == 0);
        CHECK(field
                  .refusal([&](Writer& writer) {
                      return sign_resolution(writer,
                                             {id, "Dirección", scan_hash, day("2026-03-10"), day("2027-03-10")});
                  })
                  .find("The resolution needs its number and date before the signature.") == 0);
        field.must([&](Writer& writer) { return number_resolution(writer, {id, " 0123-2026 ", day("2026-03-10")}); });
        CHECK(field.constituted(day("2026-06-01")) == 0);
        struct Case {
            std::string_view signatory, scan, from, to, problem;
        };
        const Case cases[]{
            {" ", scan_hash, "2026-03-10", "2027-03-10", "Name the office that signs."},
            {"Dirección", "acta.pdf", "2026-03-10", "2027-03-10", "The scan is named by its hash"},
            {"Dirección", scan_hash, "2026-03-10", "2026-03-10", "The validity ends (2026-03-10) before it begins"},
            {"Dirección", scan_hash, "2026-02-28", "2027-03-10",
             "The validity begins on 2026-02-28, before the team was convened"},
        };
        for (const auto& c : cases) {
            CAPTURE(c.problem);
            CHECK(field
                      .refusal([&](Writer& writer) {
                          return sign_resolution(
                              writer, {id, std::string(c.signatory), std::string(c.scan), day(c.from), day(c.to)});
                      })
                      .find(c.problem) == 0);
        }
        field.must([&](Writer& writer) {
            return sign_resolution(writer,
                                   {id, "Dirección de la UGEL", scan_hash, day("2026-03-10"), day("2027-03-10")});
        });
        CHECK(field.constituted(day("2026-03-09")) == 0);
        CHECK(field.constituted(day("2026-03-10")) == 1);
        CHECK(field.constituted(day("2027-03-09")) == 1);
        CHECK(field.constituted(day("2027-03-10")) == 0);
        CHECK(field.refusal([&](Writer& writer) { return notify_resolution(writer, id, day("2026-03-09")); })
                  .find("The notice (2026-03-09) is before the resolution (2026-03-10).") == 0);
        field.must([&](Writer& writer) { return notify_resolution(writer, id, day("2026-03-12")); });
        CHECK(field.constituted(day("2026-06-01")) == 1);
    });
}

TEST_CASE("a resolution before its team, of a closed UGEL, or with a number that is taken is refused") {
    on_both_engines(team_schema, [](ScratchDatabase& scratch) {
        TeamField field(scratch);
        const auto team = field.formed(field.maynas, day("2026-03-01"));
        const auto id = field.drafted(team, day("2026-03-05"));
        const auto number = [&](const ResolutionId& resolution, std::string text, std::string_view on) {
            return field.refusal(
                [&](Writer& writer) { return number_resolution(writer, {resolution, text, day(on)}); });
        };
        CHECK(number(id, "001-2026", "2026-02-27")
                  .find("The resolution (2026-02-27) is before its team was formed (2026-03-01)") == 0);
        CHECK(number(id, "  ", "2026-03-06").find("A resolution has a number.") == 0);
        CHECK(number(id, "001-2026", "2026-03-06").empty());
        field.must([&](Writer& writer) {
            return sign_resolution(writer, {id, "Dirección", scan_hash, day("2026-03-06"), day("2026-06-01")});
        });
        const auto second = field.formed(field.maynas, day("2026-07-01"), team);
        const auto next = field.drafted(second, day("2026-07-02"));
        CHECK(number(next, "001-2026", "2026-07-03").find("The number 001-2026 of 2026 is taken in the UGEL 160001") ==
              0);
        const auto elsewhere = field.drafted(field.formed(field.canta, day("2026-03-01")), day("2026-03-02"));
        CHECK(number(elsewhere, "001-2026", "2026-03-03").empty());  // each UGEL numbers its own
        auto closed = field.territory(registry::TerritoryKind::ugel, "160099", "UGEL que cerró", field.loreto.id);
        closed.valid_to = day("2026-05-01");
        field.must([&](Writer& writer) { return writer.create(closed); });
        const auto late = field.drafted(field.formed(closed, day("2026-04-01")), day("2026-04-02"));
        CHECK(number(late, "009-2026", "2026-05-01").find("The UGEL 160099 UGEL que cerró had closed on 2026-05-01") ==
              0);
    });
}

TEST_CASE("a draft is taken back only while it has no number") {
    on_both_engines(team_schema, [](ScratchDatabase& scratch) {
        TeamField field(scratch);
        const auto team = field.formed(field.maynas, day("2026-03-01"));
        const auto id = field.drafted(team, day("2026-03-05"));
        CHECK(field
                  .refusal([&](Writer& writer) {
                      return draft_resolution(writer, {field.id<ResolutionId>(), team, day("2026-03-06"), {}});
                  })
                  .find("The team has a draft already") == 0);
        field.must([&](Writer& writer) { return discard_draft(writer, id); });
        CHECK(field.team(team).state == TeamState::formed);
        const auto other = field.drafted(team, day("2026-03-07"));
        field.must([&](Writer& writer) { return number_resolution(writer, {other, "002-2026", day("2026-03-08")}); });
        CHECK(field.refusal([&](Writer& writer) { return discard_draft(writer, other); })
                  .find("A resolution with a number is not taken back.") == 0);
    });
}

TEST_CASE("the annex of a resolution is the team at its date") {
    on_both_engines(team_schema, [](ScratchDatabase& scratch) {
        TeamField field(scratch);
        const auto team = field.formed(field.maynas, day("2026-03-01"));
        field.join(team, 2, day("2026-03-09"));
        const auto later = field.join(team, 3, day("2026-03-11"));
        const auto id = field.issued(team, "001-2026", day("2026-03-10"), day("2027-03-10"));
        const auto annex = field.read([&](Reader& reader) -> Result<std::vector<Membership>> {
            MINKA_TRY_ASSIGN(const auto resolution, reader.require<Resolution>(id));
            return annex_of(reader, resolution.record, day("2026-12-31"));
        });
        CHECK(annex.size() == 3);
        CHECK(std::ranges::none_of(annex, [&](const auto& member) { return member.id == later; }));
    });
}

TEST_CASE("warnings name the resolutions that end soon with none to follow") {
    on_both_engines(team_schema, [](ScratchDatabase& scratch) {
        TeamField field(scratch);
        const auto first = field.formed(field.maynas, day("2025-03-01"));
        field.issued(first, "001-2025", day("2025-03-10"), day("2026-03-10"));
        const auto other = field.formed(field.canta, day("2025-03-01"));
        field.issued(other, "044-2025", day("2025-03-20"), day("2026-02-20"));
        const auto expiring = [&](std::string_view on, int within) {
            return field.read(
                [&](Reader& reader) { return expiring_resolutions(reader, whole_programme, {day(on)}, within); });
        };
        CHECK(expiring("2026-01-01", 30).empty());
        const auto both = expiring("2026-01-10", 60);
        REQUIRE(both.size() == 2);  // Canta ends in 41 days, Maynas in 59
        CHECK(both[0].ugel_code == "150001");
        CHECK(both[0].number == "044-2025");
        CHECK(both[0].days_left == 41);
        CHECK(both[1].days_left == 59);
        CHECK(expiring("2026-01-10", 58).size() == 1);
        const auto second = field.formed(field.maynas, day("2026-01-15"), first);
        field.issued(second, "002-2026", day("2026-01-20"), day("2027-01-20"));
        CHECK(expiring("2026-01-25", 60).size() == 1);
        CHECK(expiring("2026-02-20", 60).empty());  // what ended is no warning any more
    });
}

TEST_CASE("a resolution recorded late changes the past only for those who know of it") {
    on_both_engines(team_schema, [](ScratchDatabase& scratch) {
        TeamField field(scratch);
        const auto team = field.formed(field.maynas, day("2026-01-15"));
        const auto before = scratch.clock.now();
        scratch.clock.advance(3LL * 7 * 24 * 3600 * 1'000'000);
        field.issued(team, "001-2026", day("2026-01-20"), day("2027-01-20"));
        CHECK(field.constituted(day("2026-02-01"), before) == 0);
        CHECK(field.constituted(day("2026-02-01"), scratch.clock.now()) == 1);
        CHECK(field.constituted(day("2026-02-01")) == 1);
        CHECK(field.constituted(day("2026-01-19")) == 0);
    });
}

TEST_CASE("the scope decides which UGEL are counted") {
    on_both_engines(team_schema, [](ScratchDatabase& scratch) {
        TeamField field(scratch);
        field.issued(field.formed(field.maynas, day("2026-03-01")), "001-2026", day("2026-03-10"), day("2027-03-10"));
        field.issued(field.formed(field.canta, day("2026-03-01")), "001-2026", day("2026-03-10"), day("2027-03-10"));
        const auto within = [&](const registry::TerritoryId& id) {
            const auto scope =
                registry::Scope::of_territory(registry::AccessRole::specialist, id, registry::Purpose::operation);
            return field.read([&](Reader& reader) { return constituted_teams(reader, scope, {day("2026-06-01")}); })
                .size();
        };
        CHECK(field.constituted(day("2026-06-01")) == 2);
        CHECK(within(field.loreto.id) == 1);
        CHECK(within(field.canta.id) == 1);
        CHECK(within(field.nauta.id) == 0);
        CHECK(field.read([&](Reader& reader) { return is_constituted(reader, field.canta.id, {day("2026-06-01")}); }));
        CHECK_FALSE(
            field.read([&](Reader& reader) { return is_constituted(reader, field.nauta.id, {day("2026-06-01")}); }));
    });
}

namespace {

// A state of a resolution between two instants, kept by the test itself.
struct Remembered {
    Resolution record;
    Instant from;
    Instant to = end_of_time;
};

Resolution random_resolution(SeededRandom& random, Resolution record) {
    static const ResolutionState states[]{ResolutionState::draft, ResolutionState::numbered, ResolutionState::signed_,
                                          ResolutionState::notified, ResolutionState::superseded};
    const auto some = [&](auto value) { return random.below(6) != 0 ? std::optional(value) : std::nullopt; };
    record.state = states[random.below(5)];
    record.issued_on = some(day("2026-01-01").plus_days(static_cast<int>(random.below(40))));
    record.signatory = some(std::string("Dirección"));
    record.scan = some(scan_hash);
    const auto start = day("2026-01-01").plus_days(static_cast<int>(random.below(40)));
    record.valid_from = some(start);
    record.valid_to = some(start.plus_days(1 + static_cast<int>(random.below(30))));
    return record;
}

std::size_t count_by_hand(const std::vector<Remembered>& history, LocalDate date, Instant known_at) {
    std::set<registry::TerritoryId> ugel;
    for (const auto& [record, from, to] : history) {
        const bool known = from <= known_at && known_at < to;
        const bool acted = record.state != ResolutionState::draft && record.state != ResolutionState::numbered;
        const bool said = record.issued_on && record.signatory && record.scan && !record.number.empty();
        if (known && acted && said && record.valid_from && record.valid_to && !(date < *record.valid_from) &&
            date < *record.valid_to) {
            ugel.insert(record.territory_id);
        }
    }
    return ugel.size();
}

}  // namespace

TEST_CASE("counting by hand over random histories agrees with the store at every date and instant") {
    on_both_engines(team_schema, [](ScratchDatabase& scratch) {
        TeamField field(scratch);
        SeededRandom random(41);
        const registry::Territory* ugel[]{&field.maynas, &field.nauta, &field.canta};
        std::vector<TeamId> teams;
        for (const auto* place : ugel) {
            teams.push_back(field.convene(*place, day("2025-12-01")));
        }
        std::vector<Remembered> history;
        std::vector<Instant> instants{scratch.clock.now()};
        for (int step = 0; step < 40; ++step) {
            std::vector<std::size_t> current;
            for (std::size_t i = 0; i < history.size(); ++i) {
                if (history[i].to == end_of_time) {
                    current.push_back(i);
                }
            }
            const bool changes = !current.empty() && random.below(2) == 0;
            const auto chosen = changes ? current[random.below(current.size())] : 0;
            Resolution record;
            if (changes) {
                record = history[chosen].record;
            } else {
                const auto place = random.below(3);
                record.id = field.id<ResolutionId>();
                record.team_id = teams[place];
                record.territory_id = ugel[place]->id;
                record.number = std::to_string(step);
                record.year = 2026;
            }
            const auto wanted = random_resolution(random, record);
            const bool removes = changes && random.below(5) == 0;
            const auto at = field.must([&](Writer& writer) -> Result<Instant> {
                if (!changes) {
                    MINKA_TRY(writer.create(wanted));
                } else {
                    MINKA_TRY_ASSIGN(const auto stored, writer.require<Resolution>(wanted.id));
                    if (removes) {
                        MINKA_TRY(writer.remove(stored.record, stored.version));
                    } else {
                        MINKA_TRY(writer.change(wanted, stored.version));
                    }
                }
                return writer.recorded_at();
            });
            if (changes) {
                history[chosen].to = *at;
            }
            if (!removes) {
                history.push_back({wanted, *at});
            }
            instants.push_back(*at);
        }
        std::set<std::size_t> seen;
        for (std::size_t i = 0; i < instants.size(); i += 3) {
            for (int date = -1; date < 75; date += 2) {
                const auto as_of = day("2026-01-01").plus_days(date);
                const auto expected = count_by_hand(history, as_of, instants[i]);
                REQUIRE(field.constituted(as_of, instants[i]) == expected);
                seen.insert(expected);
            }
        }
        CHECK(seen.size() >= 3);  // the histories are no empty exercise
    });
}

TEST_SUITE_END();
