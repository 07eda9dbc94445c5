import Accounts
import HTTPTypes
import JobModel
import Secrets
import SiteSettings

/// Who may do what, and who did what.
extension OpenAPIDocument {
    static let tokenMembers: KeyValuePairs<String, APISchema> = [
        "id": .text, "name": .text, "scopes": .array(.words(Scope.allCases.map(\.rawValue))), "job": .optional(.text),
        "session_of": .optional(.text), "created": .time, "expires": .optional(.time), "last_used": .optional(.time),
    ]

    private static let identity: APISchema = .object(
        [
            "name": .text, "means": .words(["socket", "password", "token", "session"]),
            "scopes": .array(.words(Scope.allCases.map(\.rawValue))), "job": .optional(.text),
        ],
        optional: ["expires": .optional(.time)]
    )

    private static let secret: KeyValuePairs<String, APISchema> = [
        "name": .text, "set": .optional(.time), "jobs": .array(.text),
    ]

    private static let settingSchema = APISchema(
        json: [
            "type": .string("string"), "minLength": .integer(1), "maxLength": .integer(SettingEdit.maximumNameLength),
            "pattern": .string(#"^[^=\u0000-\u001F\u007F]*$"#),
        ]
    )

    private static let settingName = APIParameter(
        name: "name",
        place: .path,
        schema: settingSchema,
        description: "The name of the setting."
    )

    private static let accountName = APISchema.text(matching: "^[A-Za-z0-9][A-Za-z0-9._@-]{0,63}$")
    private static let madeAccount = APISchema.object(
        ["name": .text],
        optional: ["password": .text.saying("Where one was made here; shown once.")]
    )
    private static let password = APISchema.optional(
        APISchema(
            json: [
                "type": .string("string"), "minLength": .integer(1), "maxLength": .integer(1024),
                "pattern": .string(#"^[^\u0000-\u001F\u007F]*$"#),
            ]
        )
    )

    static let accessOperations: [APIOperation] = [
        APIOperation(
            .post,
            "/api/v1/session",
            "Signs a browser in.",
            body: [("application/json", .object(["user": .text, "password": .text]))],
            isBodyRequired: true,
            isOpen: true,
            .json(identity)
        ),
        APIOperation(.get, "/api/v1/session", "Who one is.", .json(identity)),
        APIOperation(.delete, "/api/v1/session", "Signs out.", .empty(204, "The session has ended.")),
        APIOperation(.get, "/api/v1/tokens", "All tokens.", .json(.array(.named("Token")))),
        APIOperation(
            .post,
            "/api/v1/tokens",
            "Makes a token.",
            body: [
                (
                    "application/json",
                    .object(
                        [
                            "name": .line(1...AccessToken.maximumNameLength),
                            "scopes": .array(atLeastOneOf: .words(Scope.allCases.map(\.rawValue))),
                        ],
                        optional: [
                            "job": .optional(.text(matching: jobPattern)),
                            "expires": .optional(.time.saying("A time that is still to come.")),
                            "lifetime": .optional(.text(matching: TokenLifetime.pattern)),
                        ]
                    )
                )
            ],
            isBodyRequired: true,
            .json(.named("NewToken"), "The token itself is in this answer only.", status: 201)
        ),
        APIOperation(.delete, "/api/v1/tokens/{id}", "Revokes a token.", .empty(204, "It is worth nothing any more.")),
        APIOperation(.get, "/api/v1/accounts", "All accounts.", .json(.array(.object(["name": .text])))),
        APIOperation(
            .post,
            "/api/v1/accounts",
            "Adds an account.",
            body: [("application/json", .object(["name": accountName], optional: ["password": password]))],
            isBodyRequired: true,
            .json(madeAccount, "It is made.", status: 201),
            .problem(409, "There is one with this name.")
        ),
        APIOperation(
            .put,
            "/api/v1/accounts/{account}/password",
            "Changes a password; makes one where none is given.",
            body: [("application/json", .object([:], optional: ["password": password]))],
            .json(madeAccount)
        ),
        APIOperation(
            .delete,
            "/api/v1/accounts/{account}",
            "Removes an account.",
            .empty(204, "It is gone."),
            .problem(409, "It is the last one.")
        ),
        APIOperation(
            .get,
            "/api/v1/settings",
            "The settings of the site; their values for administrators only.",
            .json(.array(.named("Setting")))
        ),
        APIOperation(
            .get,
            "/api/v1/settings/{name}",
            "One setting.",
            parameters: [settingName],
            .json(.named("Setting"))
        ),
        APIOperation(
            .put,
            "/api/v1/settings/{name}",
            "Sets a setting.",
            parameters: [settingName],
            body: [("application/json", .object(["value": .argument]))],
            isBodyRequired: true,
            .json(.named("Setting")),
            .json(.named("Setting"), "It is new.", status: 201)
        ),
        APIOperation(
            .delete,
            "/api/v1/settings/{name}",
            "Removes a setting.",
            parameters: [settingName],
            .empty(204, "It is gone.")
        ),
        APIOperation(
            .get,
            "/api/v1/secrets",
            "Names of secrets and the jobs that use them; never a value.",
            .json(.object(["secrets": .array(.object(secret)), "problem": .optional(.text)]))
        ),
        APIOperation(
            .put,
            "/api/v1/secrets/{secret}",
            "Sets a secret.",
            body: [
                ("application/json", .object(["value": .text(1...SecretStore.maximumValue)])),
                ("text/plain", .text(1...SecretStore.maximumValue)),
            ],
            isBodyRequired: true,
            .json(.object(secret)),
            .json(.object(secret), "It is new.", status: 201)
        ),
        APIOperation(.delete, "/api/v1/secrets/{secret}", "Removes a secret.", .empty(204, "It is gone.")),
        APIOperation(
            .get,
            "/api/v1/audit",
            "Who changed what, newest first.",
            parameters: [
                .query("limit", .integer(AuditRoutes.counts), "Entries in one answer; 100 where it is not said."),
                .query("since", .time, "Only entries from then on."),
                .query("who", .text, "Only of this account or token."),
                .query(
                    "before",
                    .text(matching: AuditCursor.pattern),
                    "Where the page before ended: see `Link`."
                ),
            ],
            .json(
                .array(
                    .object(
                        [
                            "time": .time, "who": .text, "means": .text, "address": .text, "method": .text,
                            "path": .text, "status": .integer,
                        ],
                        optional: ["certificate": .text, "detail": .text]
                    )
                )
            ).paged
        ),
    ]
}
