#include "example_folder.h"

#include <algorithm>
#include <fstream>
#include <string>

using namespace minka;
using namespace minka::programme;

TEST_CASE("the hash of a folder is BLAKE2b-256 over lengths, paths and texts") {
    // b2sum -l 256 of: 01 00*7 'a' 02 00*7 'x' 0a
    //   printf '\x01\0\0\0\0\0\0\0a\x02\0\0\0\0\0\0\0x\n' | b2sum -l 256
    CHECK(folder_hash({{"a", "x\n"}}) == "6674cccaed5e6caa709a87355c2cf4ea639fb99dcf9ac3a806343ede1bea1e9d");
}

TEST_CASE("line endings do not change the hash and everything else does") {
    const FolderFiles files{{"a.yaml", "x: 1\ny: 2\n"}, {"b.yaml", "z: 3\n"}};
    const auto hash = folder_hash(files);
    CHECK(folder_hash({{"a.yaml", "x: 1\r\ny: 2\r\n"}, {"b.yaml", "z: 3\n"}}) == hash);
    CHECK(folder_hash({{"a.yaml", "x: 1\ny: 2\n"}, {"c.yaml", "z: 3\n"}}) != hash);
    CHECK(folder_hash({{"a.yaml", "x: 1\ny: 2 \n"}, {"b.yaml", "z: 3\n"}}) != hash);
    CHECK(folder_hash({{"a.yaml", "x: 1\n"}, {"b.yaml", "y: 2\nz: 3\n"}}) != hash);
    CHECK(folder_hash({{"a.yaml", "x: 1\ny: 2\n"}}) != hash);
}

TEST_CASE("loading the same folder twice gives the same hash") {
    CHECK(example_folder("apostemos").content_hash == example_folder("apostemos").content_hash);
    CHECK(example_folder("apostemos").content_hash != example_folder("ser-mas-maestro").content_hash);
    CHECK(example_folder("apostemos").content_hash == folder_hash(example_files("apostemos")));
}

TEST_CASE("a folder that is not there is one plain problem") {
    const auto check = check_programme_folder(source_folder() / "examples/nowhere");
    REQUIRE(check.problems.size() == 1);
    CHECK(check.problems[0].code == ProblemCode::not_found);
    CHECK_FALSE(load_programme_folder(source_folder() / "examples/nowhere").has_value());
}

TEST_CASE("only YAML that is not hidden is read from a folder") {
    const auto folder = std::filesystem::temp_directory_path() / "minka-folder-files-test";
    std::filesystem::remove_all(folder);
    std::filesystem::create_directories(folder / "texts" / "es");
    std::filesystem::create_directories(folder / ".git");
    std::ofstream(folder / "programme.yaml") << "format: 1\n";
    std::ofstream(folder / "texts/es/report.yaml") << "format: 1\n";
    std::ofstream(folder / "README.md") << "hola\n";
    std::ofstream(folder / ".git/config.yaml") << "x: 1\n";
    std::ofstream(folder / ".draft.yaml") << "x: 1\n";
    const auto files = read_folder_files(folder);
    REQUIRE(files.has_value());
    CHECK(*files == FolderFiles{{"programme.yaml", "format: 1\n"}, {"texts/es/report.yaml", "format: 1\n"}});
    std::ofstream(folder / "index.yaml") << std::string((4U << 20U) + 1, 'x');
    const auto large = read_folder_files(folder);
    REQUIRE_FALSE(large.has_value());
    CHECK(large.error().code == ProblemCode::too_large);
    CHECK(large.error().field == "index.yaml");
    std::filesystem::remove_all(folder);
}

TEST_CASE("loading a broken folder tells the first problem and how many more there are") {
    auto files = example_files("apostemos");
    const auto folder = std::filesystem::temp_directory_path() / "minka-broken-folder-test";
    std::filesystem::remove_all(folder);
    for (const auto& [name, text] : files) {
        std::filesystem::create_directories((folder / name).parent_path());
        std::ofstream(folder / name, std::ios::binary) << (name == "programme.yaml" ? "languages: [es, en]\n" : text);
    }
    const auto loaded = load_programme_folder(folder);
    REQUIRE_FALSE(loaded.has_value());
    CHECK(loaded.error().field.starts_with("programme.yaml:"));
    CHECK(loaded.error().message.find("more problems") != std::string::npos);
    std::filesystem::remove_all(folder);
}
