#pragma once

#include "forms/fact.h"
#include "forms/form_release.h"

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <tuple>

namespace minka::forms {

/// A release as submissions need it.
struct KnownForm {
    FormRelease release;
    XFormDocument document;
    std::vector<FactBinding> bindings;
};

/// Released forms, read once: they never change. All functions may be called from several threads.
class FormShelf {
public:
    /// Null when the programme has no such release (that is not remembered: it may come).
    Result<std::shared_ptr<const KnownForm>> find(storage::Reader& reader, const std::string& form_id,
                                                  const std::string& version);
    /// The same without a transaction; null also for one that was not asked for yet.
    std::shared_ptr<const KnownForm> remembered(const ProgrammeId& programme, const std::string& form_id,
                                                const std::string& version);

private:
    using Key = std::tuple<ProgrammeId, std::string, std::string>;
    std::mutex mutex_;
    std::map<Key, std::shared_ptr<const KnownForm>> known_;
};

}  // namespace minka::forms
