#include "privacy/erasure.h"

#include "privacy/attachment.h"
#include "storage/ledger.h"
#include "unit/privacy/privacy_database.h"

#include <fstream>

using namespace minka;
using namespace minka::test;
using namespace minka::privacy;
using storage::Reader;
using storage::Sealed;
using storage::Writer;

namespace {

LocalDate day(std::string_view text) { return *LocalDate::parse(text); }

std::string content_of(const std::filesystem::path& file) {
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

// Whether the bytes stand in any file of the folder.
bool stands_in(const std::filesystem::path& folder, std::string_view bytes) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
        if (entry.is_regular_file() && content_of(entry.path()).find(bytes) != std::string::npos) {
            MESSAGE("found in ", entry.path().string());
            return true;
        }
    }
    return false;
}

Bytes wrapped_key(ScratchDatabase& scratch, ProgrammeId programme, const Uuid& subject) {
    const auto found = scratch.database->read(programme, [&](Reader& reader) {
        return reader.value<Bytes>("SELECT wrapped FROM subject_key WHERE programme_id = $1 AND subject_id = $2",
                                   programme, subject);
    });
    return found->value_or(Bytes{});
}

ErasureList list_of(ScratchDatabase& scratch) {
    auto list = ErasureList::load(ErasureList::file_for(key_file_of(scratch)));
    REQUIRE_MESSAGE(list.has_value(), sentence_of(list));
    return *std::move(list);
}

}  // namespace

TEST_SUITE_BEGIN("privacy: erasure");

TEST_CASE("after an erasure nothing of the person opens and the key is in no file") {
    on_both_engines(privacy_migrations, [](ScratchDatabase& scratch) {
        const auto vault = unlock(scratch);
        const auto programme = scratch.database->new_id<ProgrammeId>();
        const auto act = act_in(programme);
        std::vector<Uuid> people;
        std::vector<std::string> names;
        for (int i = 0; i < 300; ++i) {
            people.push_back(new_subject(scratch));
            names.push_back("Persona Inventada " + std::to_string(i));
        }
        std::vector<Sealed> sealed;
        for (std::size_t i = 0; i < people.size(); ++i) {
            sealed.push_back(*scratch.database->write(
                act, [&](Writer& writer) { return vault->seal(writer, people[i], names[i]); }));
        }
        const std::string scan = "%PDF-1.4 " + names[150] + " %%EOF";
        const NewAttachment fresh{scratch.database->new_id<AttachmentId>(), people[150], MediaClass::scan,
                                  as_bytes(scan), "x"};
        REQUIRE(scratch.database->write(act, [&](Writer& writer) { return store_attachment(writer, *vault, fresh); })
                    .has_value());
        const auto wrapped = wrapped_key(scratch, programme, people[150]);
        REQUIRE(wrapped.size() == 32 + sealing_overhead);
        const bool on_sqlite = scratch.database->engine() == storage::Engine::sqlite;
        CHECK(stands_in(scratch.folder.path(), as_text(wrapped)) == on_sqlite);

        const auto outcome = erase_subject(*scratch.database, *vault, act,
                                           {people[150], ErasureBasis::asked_by_subject, day("2026-03-01")});
        REQUIRE_MESSAGE(outcome.has_value(), sentence_of(outcome));
        CHECK(outcome->attachments == 1);
        CHECK_FALSE(outcome->left_remains);
        CHECK_FALSE(stands_in(scratch.folder.path(), as_text(wrapped)));
        CHECK_FALSE(stands_in(scratch.folder.path(), names[150]));

        const auto open_at = [&](std::size_t i) {
            return scratch.database->read(programme,
                                          [&](Reader& reader) { return vault->open(reader, people[i], sealed[i]); });
        };
        CHECK(open_at(149) == names[149]);
        const auto gone = open_at(150);
        REQUIRE_FALSE(gone.has_value());
        CHECK(gone.error().code == ProblemCode::forbidden);
        CHECK(gone.error().message.find("erased") != std::string::npos);
        const std::vector<SealedText> both{{people[149], &sealed[149]}, {people[150], &sealed[150]}};
        const auto opened =
            scratch.database->read(programme, [&](Reader& reader) { return vault->open_all(reader, both); });
        CHECK(opened->front() == names[149]);
        CHECK_FALSE(opened->back().has_value());
        CHECK(
            scratch.database->read(programme, [&](Reader& reader) { return read_attachment(reader, *vault, fresh.id); })
                .error()
                .code == ProblemCode::forbidden);
        CHECK(scratch.database->read(programme, [](Reader& reader) { return check_attachments(reader); })->empty());
        const auto again =
            scratch.database->write(act, [&](Writer& writer) { return vault->seal(writer, people[150], names[150]); });
        CHECK(again.error().code == ProblemCode::forbidden);
        const auto twice = erase_subject(*scratch.database, *vault, act,
                                         {people[150], ErasureBasis::asked_by_subject, day("2026-03-01")});
        CHECK(twice->was_erased_before);

        const auto verified =
            scratch.database->read(programme, [](Reader& reader) { return storage::verify_ledger(reader, {}); });
        CHECK(verified->findings.empty());
        const auto notes = scratch.database->read(
            programme, [&](Reader& reader) { return storage::ledger_of_record(reader, programme, people[150]); });
        REQUIRE(notes->size() == 1);
        CHECK(notes->front().kind == "erasure");
    });
}

TEST_CASE("an erasure that reached only one of the two places is finished at the next start") {
    on_both_engines(privacy_migrations, [](ScratchDatabase& scratch) {
        const auto vault = unlock(scratch);
        const auto programme = scratch.database->new_id<ProgrammeId>();
        const auto act = act_in(programme);
        const auto listed = new_subject(scratch);
        const auto stored = new_subject(scratch);
        for (const auto& subject : {listed, stored}) {
            REQUIRE(
                scratch.database->write(act, [&](Writer& writer) { return vault->seal(writer, subject, "Rosaura"); })
                    .has_value());
        }
        const auto file = ErasureList::file_for(key_file_of(scratch));
        CHECK(file.filename() == "test.db.erasures");
        // A kill between the list and the database.
        auto list = *ErasureList::load_or_create(file);
        REQUIRE(list.append({programme, listed, ErasureBasis::term_ended, day("2026-03-01"), scratch.clock.now()})
                    .has_value());
        // The list was lost after an erasure.
        const auto kept = content_of(file);
        REQUIRE(
            erase_subject(*scratch.database, *vault, act, {stored, ErasureBasis::asked_by_subject, day("2026-03-01")})
                .has_value());
        std::ofstream(file, std::ios::binary | std::ios::trunc) << kept;

        CHECK(replay_erasures(*scratch.database, *vault) == 1);
        CHECK(wrapped_key(scratch, programme, listed).empty());
        CHECK(list_of(scratch).contains(programme, stored));
        CHECK(list_of(scratch).entries().size() == 2);
        CHECK(replay_erasures(*scratch.database, *vault) == 0);
    });
}

TEST_CASE("the programme's own keys and subjects without any are not erased") {
    on_both_engines(privacy_migrations, [](ScratchDatabase& scratch) {
        const auto vault = unlock(scratch);
        const auto act = act_in(scratch.database->new_id<ProgrammeId>());
        REQUIRE(scratch.database->write(act, [&](Writer& writer) { return vault->seal(writer, need_to_know, "high"); })
                    .has_value());
        const auto erase = [&](const Uuid& subject) {
            return erase_subject(*scratch.database, *vault, act,
                                 {subject, ErasureBasis::asked_by_subject, day("2026-03-01")})
                .error()
                .code;
        };
        CHECK(erase(need_to_know) == ProblemCode::invalid_input);
        CHECK(erase(new_subject(scratch)) == ProblemCode::not_found);
    });
}

TEST_CASE("each change to the list of erasures is found, and a line cut short is left out") {
    const ScratchFolder folder;
    const auto file = folder.path() / "minka.db.erasures";
    auto list = *ErasureList::load_or_create(file);
    SeededRandom random(7);
    std::vector<ErasureHead> heads{list.head()};
    for (int i = 0; i < 3; ++i) {
        const ErasureEntry entry{
            {make_uuid_v4(random)}, make_uuid_v4(random), ErasureBasis::order_of_authority, day("2026-03-01"), {i}};
        REQUIRE(list.append(entry).has_value());
        REQUIRE(list.append(entry).has_value());  // twice is once
        heads.push_back(list.head());
    }
    CHECK(list.entries().size() == 3);
    const auto whole = content_of(file);
    const auto loaded_as = [&](const std::string& content) {
        std::ofstream(file, std::ios::binary | std::ios::trunc) << content;
        return ErasureList::load(file);
    };
    CHECK(loaded_as(whole)->entries() == list.entries());
    for (const auto& head : heads) {
        CHECK(loaded_as(whole)->continues(head));
    }
    const auto line_ends = [&](int count) {
        std::size_t at = 0;
        for (int i = 0; i < count; ++i) {
            at = whole.find('\n', at) + 1;
        }
        return at;
    };
    // The title and two entries: shorter than what a backup has seen.
    CHECK_FALSE(loaded_as(whole.substr(0, line_ends(3)))->continues(heads[3]));
    const auto torn = loaded_as(whole.substr(0, whole.size() - 9));
    REQUIRE(torn.has_value());
    CHECK(torn->entries().size() == 2);
    for (std::size_t i = 0; i < whole.size(); i += 3) {
        auto changed = whole;
        changed[i] = changed[i] == 'a' ? 'b' : 'a';
        const auto result = loaded_as(changed);
        CAPTURE(i);
        CHECK((!result && result.error().code == ProblemCode::integrity_broken));
    }
    const auto middle_taken_out = whole.substr(0, line_ends(2)) + whole.substr(line_ends(3));
    CHECK(loaded_as(middle_taken_out).error().code == ProblemCode::integrity_broken);
    // The next entry goes where the torn line was.
    auto mended = *loaded_as(whole.substr(0, whole.size() - 9));
    REQUIRE(mended.append(list.entries()[2]).has_value());
    CHECK(content_of(file) == whole);
}

TEST_SUITE_END();
