#include "unit/web/web_world.h"

using namespace minka;
using namespace minka::test;
using namespace minka::web;
using registry::AccessRole;

namespace {

std::string request_body(WebWorld& world, const std::string& kind, const std::string& received = "") {
    return R"({"kind":")" + kind + R"(","subject":")" + to_string(world.person) +
           R"(","words":"Pide que se borre lo suyo.")" +
           (received.empty() ? "" : R"(,"received_on":")" + received + "\"") + "}";
}

documents::JsonValue first_item(const HttpResponse& response) {
    const auto list = json_of(response);
    REQUIRE_FALSE(list.find("items")->if_array()->empty());
    return list.find("items")->if_array()->front();
}

}  // namespace

TEST_SUITE_BEGIN("web: privacy");

TEST_CASE("a request has the last day that the law of the country gives it") {
    on_web([](WebWorld& world) {
        const auto officer = world.enter("oficial", AccessRole::data_protection);
        const auto requests = world.in_programme("/requests");
        const auto today = world.today();
        const auto taken = world.post(requests, officer, request_body(world, "access", today.text()));
        REQUIRE_MESSAGE(taken.status == 200, taken.body);
        // Ley 29733: twenty working days for access; at least four weeks of the calendar, and no weekend at the end.
        const auto due = LocalDate::parse(text_at(json_of(taken), "due_on")).value();
        CHECK(days_between(today, due) >= 26);
        CHECK(due.weekday() != 0);
        CHECK(due.weekday() != 6);
        CHECK(text_at(json_of(taken), "subject_name") == "Inés Huamán Prueba");
        const auto incident = world.post(requests, officer, R"({"kind":"incident","words":"Se perdió un teléfono."})");
        CHECK(text_at(json_of(incident), "due_on") == today.plus_days(2).text());
        // The soonest stands first.
        CHECK(text_at(first_item(world.get(requests, officer)), "kind") == "incident");
        CHECK(world.post(requests, officer, R"({"kind":"erasure","words":"x"})").status == 400);
        CHECK(world.post(requests, officer, request_body(world, "access", today.plus_days(1).text())).status == 400);
        const auto id = text_at(first_item(world.get(requests, officer)), "id");
        const auto answer = requests + "/" + id + "/answer";
        CHECK(world.post(answer, officer, R"({"outcome":"done"})").status == 200);
        CHECK(world.post(answer, officer, R"({"outcome":"done"})").status == 409);
    });
}

TEST_CASE("an erasure is proven: ledger, list, no key, and a name that nothing opens") {
    on_web([](WebWorld& world) {
        const auto officer = world.enter("oficial", AccessRole::data_protection);
        const auto requests = world.in_programme("/requests");
        const auto proof_path = world.in_programme("/erasures/" + to_string(world.person));
        CHECK(world.get(proof_path, officer).status == 404);
        CHECK(world.get(world.in_programme("/people?q=ines"), officer).body.find("Huamán") != std::string::npos);
        const auto taken = json_of(world.post(requests, officer, request_body(world, "erasure")));
        const auto erase = requests + "/" + text_at(taken, "id") + "/erase";
        const auto done = ask(world.site->port(), "POST", erase, {{"cookie", officer}});
        REQUIRE_MESSAGE(done.status == 200, done.body);
        const auto proof = json_of(world.get(proof_path, officer));
        CHECK(*proof.find("stands_in_list")->if_bool());
        CHECK_FALSE(*proof.find("has_key")->if_bool());
        CHECK_FALSE(*proof.find("name_opens")->if_bool());
        CHECK(*proof.find("sealed_values")->if_int() >= 1);
        CHECK(proof.find("ledger")->if_array()->size() == 1);
        CHECK(text_at(*proof.find("erasure"), "basis") == "asked_by_subject");
        CHECK(world.get(world.in_programme("/people?q=ines"), officer).body.find("Huamán") == std::string::npos);
        // What was asked was sealed under the same key.
        const auto line = first_item(world.get(requests, officer));
        CHECK(line.find("words") == nullptr);
        CHECK(text_at(line, "outcome") == "done");
        CHECK(ask(world.site->port(), "POST", erase, {{"cookie", officer}}).status == 409);
    });
}

TEST_CASE("the officer sees all that is stored on a person, opened, and who read it") {
    on_web([](WebWorld& world) {
        const auto officer = world.enter("oficial", AccessRole::data_protection);
        const auto path = world.in_programme("/people/" + to_string(world.person) + "/data");
        const auto first = world.get(path, officer);
        REQUIRE_MESSAGE(first.status == 200, first.body);
        CHECK(first.body.find("Inés Huamán Prueba") != std::string::npos);
        CHECK(first.body.find("people/{person}/data") == std::string::npos);
        // Reading it is itself a read.
        CHECK(world.get(path, officer).body.find("people/{person}/data") != std::string::npos);
    });
}

TEST_SUITE_END();
