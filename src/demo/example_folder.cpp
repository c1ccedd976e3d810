#include "demo/example_folder.h"

#include <set>

namespace minka::demo {

Result<programme::FolderFiles> example_folder(std::string_view code) {
    programme::FolderFiles files;
    std::set<std::string_view> folders;
    for (const auto& file : embedded_files()) {
        folders.insert(file.folder);
        if (file.folder == code) {
            files.emplace(file.path, file.text);
        }
    }
    if (files.empty()) {
        std::string known;
        for (const auto folder : folders) {
            known += (known.empty() ? "" : ", ") + std::string(folder);
        }
        return problem(ProblemCode::not_found,
                       "There is no example '" + std::string(code) + "'; there is: " + known + ".");
    }
    return files;
}

}  // namespace minka::demo
