#pragma once

#include "planning/visit.h"
#include "privacy/danger_notice.h"
#include "privacy/programme_key.h"
#include "web/json_shape.h"

#include <boost/describe/class.hpp>

namespace minka::web {

/// A public key of the programme, as browsers take it.
struct CaptureKey {
    privacy::ProgrammeKeyId id;
    std::string algorithm;  ///< "ECDH-P256", "ECDSA-P256-SHA256".
    std::string public_;    ///< The uncompressed point, in base 64 for addresses.
};
MINKA_JSON(CaptureKey, (id, algorithm, public_))

struct CaptureFile {
    std::string name;
    std::string hash;
    std::int64_t size = 0;
};
MINKA_JSON(CaptureFile, (name, hash, size))

struct CaptureForm {
    std::string form;
    std::string version;
    std::string name;
    std::string hash;
    bool anonymous = false;
    std::vector<CaptureFile> files;
};
MINKA_JSON(CaptureForm, (form, version, name, hash, anonymous, files))

struct CapturePerson {
    registry::PersonId person;
    std::string name;
};
MINKA_JSON(CapturePerson, (person, name))

struct CaptureVisit {
    planning::VisitId visit;
    std::string code;
    registry::SchoolId school;
    std::string school_name;
    std::string municipality;
    LocalDate on;
    std::string moment;
    planning::VisitState state{};
    std::string with;
    std::vector<CapturePerson> pair;
    std::vector<CapturePerson> roster;
};
MINKA_JSON(CaptureVisit, (visit, code, school, school_name, municipality, on, moment, state, with, pair, roster))

struct CaptureRoute {
    std::string title;
    std::vector<std::string> lines;
};
MINKA_JSON(CaptureRoute, (title, lines))

struct CaptureReceiver {
    std::string id;
    std::string name;
};
MINKA_JSON(CaptureReceiver, (id, name))

/// What a phone takes along.
struct CapturePack {
    std::int64_t format = 1;
    LocalDate made_at;
    LocalDate expires_on;
    std::string hash;  ///< Of the pack with this member empty.
    CaptureKey sealing_key;
    CaptureKey receipt_key;
    std::vector<CaptureForm> forms;
    std::vector<CaptureVisit> visits;
    std::vector<CaptureRoute> routes;
    std::vector<CaptureReceiver> receivers;
};
MINKA_JSON(CapturePack, (format, made_at, expires_on, hash, sealing_key, receipt_key, forms, visits, routes, receivers))

struct DangerNoticeShown {
    privacy::DangerNoticeId id;
    LocalDate on;
    LocalDate received_on;
    std::string kind;
    std::string receiver;
    std::string receiver_name;  ///< As the programme's folder has it; the code where it has none.
    std::string receipt_number;
};
MINKA_JSON(DangerNoticeShown, (id, on, received_on, kind, receiver, receiver_name, receipt_number))

/// That an envelope is on disk.
struct CaptureReceipt {
    std::int64_t format = 1;
    std::string envelope;
    LocalDate received_on;
    ProgrammeId programme;
    privacy::ProgrammeKeyId key;
    std::string signature;
};
MINKA_JSON(CaptureReceipt, (format, envelope, received_on, programme, key, signature))

}  // namespace minka::web
