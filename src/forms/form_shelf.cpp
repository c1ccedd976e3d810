#include "forms/form_shelf.h"

namespace minka::forms {

Result<std::shared_ptr<const KnownForm>> FormShelf::find(storage::Reader& reader, const std::string& form_id,
                                                         const std::string& version) {
    if (auto known = remembered(reader.programme(), form_id, version)) {
        return known;
    }
    MINKA_TRY_ASSIGN(auto release, find_release(reader, form_id, version));
    if (!release) {
        return std::shared_ptr<const KnownForm>{};
    }
    auto form = std::make_shared<KnownForm>();
    MINKA_TRY_ASSIGN(form->document, read_xform(release->document, release->form_id));
    MINKA_TRY_ASSIGN(form->bindings, fact_bindings(form->document, release->form_id));
    form->release = *std::move(release);
    const std::scoped_lock lock(mutex_);
    return known_.emplace(Key{reader.programme(), form_id, version}, std::move(form)).first->second;
}

std::shared_ptr<const KnownForm> FormShelf::remembered(const ProgrammeId& programme, const std::string& form_id,
                                                       const std::string& version) {
    const std::scoped_lock lock(mutex_);
    const auto known = known_.find(Key{programme, form_id, version});
    return known == known_.end() ? nullptr : known->second;
}

}  // namespace minka::forms
