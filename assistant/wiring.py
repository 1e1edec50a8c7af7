"""The one place where ports meet adapters. Importing it does nothing; each part is made when first asked for."""

from email.headerregistry import Address
from functools import cache, cached_property
from typing import TYPE_CHECKING

from sqlalchemy import Engine

from assistant.adapters.attachments import CleanerApart
from assistant.adapters.clock import SystemClock
from assistant.adapters.content import (
    ContentFolder,
    Directory,
    PostWords,
    Procedure,
    RightsWords,
    ServiceWords,
    SmsWords,
    Titles,
)
from assistant.adapters.crypto import (
    AesGcmSeal,
    Argon2Passwords,
    Argon2Receipts,
    Ed25519Signatures,
    EncryptedBackups,
    FileKeys,
    HmacDigests,
    KeyFile,
    LivingKeys,
    find_passphrase,
)
from assistant.adapters.mail import FolderMail, SmtpMail
from assistant.adapters.one_time_codes import SegnoQrCodes, TotpCodes
from assistant.adapters.sms import ConsoleSms, LibraryNumbers, TwilioSignatures, TwilioSms
from assistant.adapters.sql import (
    SqlAttachments,
    SqlAuditTrail,
    SqlBackups,
    SqlCases,
    SqlChats,
    SqlConversations,
    SqlKeeping,
    SqlReminders,
    SqlRights,
    SqlSealedValues,
    SqlStaffStore,
    SqlStore,
    SqlTexts,
    make_engine,
    require_current_schema,
)
from assistant.core.calendar import SchoolCalendar
from assistant.core.children_online import ChildrenOnline
from assistant.core.deadlines import Timetable
from assistant.core.errors import ContentError, SettingsError, StaffingError
from assistant.core.look import Look
from assistant.core.policy import Policy
from assistant.core.privacy_card import CardPart, SchoolFacts, ToldPart, privacy_card
from assistant.core.retention import Schedule
from assistant.core.routes import Routes
from assistant.core.routing import Role
from assistant.core.support import Support
from assistant.models import posts_model
from assistant.services.case_desk import today
from assistant.services.enforce_retention import RetentionDesk
from assistant.services.ports import (
    Attachments,
    AuditTrail,
    BackupFiles,
    Backups,
    CaseDesk,
    Cases,
    Chats,
    Clock,
    Conversations,
    Digests,
    FileCleaner,
    Keeping,
    LetterDesk,
    LetterFiles,
    Mail,
    MasterKeys,
    PostReader,
    QrCodes,
    Receipts,
    Reminders,
    Rights,
    RouteDesk,
    Seal,
    SealedValues,
    Signatures,
    StaffDoor,
    Store,
)
from assistant.services.rights_requests import RightsDesk
from assistant.services.send_texts import SendingDesk
from assistant.services.sign_receipt import ReceiptDesk
from assistant.services.sms_ports import KeywordReplies, PhoneNumbers, SmsSender, SmsSignatures, Texts
from assistant.services.staff_accounts import example_accounts, posts_without_reader
from assistant.services.take_text import TextDesk
from assistant.services.tell_by_text import NewsDesk
from assistant.settings import Settings, read_settings

if TYPE_CHECKING:
    from assistant.adapters.encoder import SentenceEncoder


class Wiring:
    """The parts of one process, made once each."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.clock: Clock = SystemClock()

    @cached_property
    def content(self) -> ContentFolder:
        """What the school edits."""
        return ContentFolder(self.settings.content_dir, page=self.settings.public_url)

    def require_content(self) -> None:
        """Refuse to run with a content file that is wrong, or in production with an example in one.

        Raises:
            ContentError: it names each file and what to mend.
            SettingsError: it names each file and the entries that are still examples.
        """
        wrong = self.content.problems()
        if wrong:
            raise ContentError(str(self.settings.content_dir), [str(error) for error in wrong])
        examples = self.content.examples() if self.settings.env == "production" else {}
        if examples:
            named = "; ".join(f"{file} still holds examples: {', '.join(found)}" for file, found in examples.items())
            raise SettingsError(f"{named}; see  assistant policy check")

    @cached_property
    def policy(self) -> Policy:
        """The school's policy."""
        return self.content.policy

    @cached_property
    def directory(self) -> Directory:
        """The school's contacts; in production none of them may be an example."""
        directory = self.content.directory
        if self.settings.env == "production" and directory.examples:
            raise SettingsError(f"contacts.yml still holds example entries: {', '.join(directory.examples)}")
        return directory

    @cached_property
    def support(self) -> Support:
        """Where people in danger can turn."""
        return self.content.support

    @cached_property
    def routes(self) -> Routes:
        """The order of the readers, and where people turn outside the school."""
        return self.content.routes

    @cached_property
    def titles(self) -> Titles:
        """The goals in plain words."""
        return self.content.titles

    @cached_property
    def post_words(self) -> PostWords:
        """What is said about a checked post."""
        return self.content.post_words

    @cached_property
    def sms_words(self) -> SmsWords:
        """What only a text message says."""
        return self.content.sms_words

    @cached_property
    def look(self) -> Look:
        """The school's colour, crest and complaints form."""
        return self.content.look

    @cached_property
    def children_online(self) -> ChildrenOnline:
        """Help for parents with what their children do online."""
        return self.content.children_online

    @cached_property
    def calendar(self) -> SchoolCalendar:
        """The school's days."""
        return self.content.calendar

    @cached_property
    def procedure(self) -> Procedure:
        """The times and the words of the procedure."""
        return self.content.procedure

    @cached_property
    def retention(self) -> Schedule:
        """How long each thing is kept."""
        return self.content.retention

    def address(self, path: str) -> str:
        """Return the address that people use of a page, as it can be sent to somebody."""
        return f"{self.settings.public_url}{path}"

    @property
    def receipt_page(self) -> str:
        """Where the holder of a receipt sees and does what can be done with it."""
        return self.address("/receipt")

    def privacy_card(self, *, chat: bool) -> tuple[ToldPart, ...]:
        """What people are told about their data today, in the chat or on the page."""
        directory = self.directory
        office = directory.contacts[Role.OFFICE]
        facts = SchoolFacts(
            school=self.policy.school,
            readers=tuple(contact.title for contact in directory.contacts.values()),
            read_when=directory.hours.read_when,
            office=office.title,
            phone=office.phone,
            hours=directory.office_hours,
            page=self.address("/privacy"),
            receipt_page=self.receipt_page,
        )
        return privacy_card(self._privacy_parts, self.retention, facts, today(self.clock), chat=chat)

    @property
    def staff_privacy(self) -> tuple[str, ...]:
        """What staff are told in their chat about it and about cases; nothing where the school has not said it."""
        return self.content.staff_privacy

    @property
    def children_online_told(self) -> str:
        """What the chat says of the page that helps with what children do online."""
        return self.children_online.told(self.address("/children-online"))

    @cached_property
    def _privacy_parts(self) -> tuple[CardPart, ...]:
        return self.content.privacy

    @cached_property
    def keys(self) -> KeyFile:
        """The keys."""
        return self._living_keys()

    @cached_property
    def _living_keys(self) -> LivingKeys:
        return LivingKeys(self.settings.key_file, lambda: self.passphrase)

    @cached_property
    def passphrase(self) -> str:
        """The passphrase of the key file, found or asked for once; only where the file is locked."""
        settings = self.settings
        return find_passphrase(
            pipe=settings.passphrase_fd, file=settings.passphrase_file, credentials=settings.credentials_directory
        )

    @cached_property
    def master_keys(self) -> MasterKeys:
        """The master keys, as something to change."""
        return FileKeys(self.settings.key_file, lambda: self.passphrase)

    @cached_property
    def sealed_values(self) -> SealedValues:
        """Every sealed value."""
        return SqlSealedValues(self.engine, self.seal)

    @cached_property
    def seal(self) -> Seal:
        """Encryption at rest."""
        return AesGcmSeal(self.keys, self._living_keys)

    @cached_property
    def backup_files(self) -> BackupFiles:
        """Backups as encrypted files."""
        return EncryptedBackups(self.keys)

    @cached_property
    def backups(self) -> Backups:
        """Everything that the database holds."""
        return SqlBackups(self.engine, self.seal)

    @cached_property
    def empty_backups(self) -> Backups:
        """The same for a database that is still to be filled, and has no tables yet."""
        if not self.settings.database_url.get_secret_value():
            self.settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        return SqlBackups(make_engine(self.settings.database), self.seal)

    @cached_property
    def engine(self) -> Engine:
        """The database, at this version's schema."""
        engine = make_engine(self.settings.database)
        require_current_schema(engine)
        return engine

    @cached_property
    def store(self) -> Store:
        """The records."""
        return SqlStore(self.engine, self.seal, self.clock)

    @cached_property
    def file_cleaner(self) -> FileCleaner:
        """Writes files anew."""
        return CleanerApart()

    @cached_property
    def attachments(self) -> Attachments:
        """The kept files."""
        return SqlAttachments(self.engine, self.seal)

    @cached_property
    def audit_trail(self) -> AuditTrail:
        """The chain of events."""
        return SqlAuditTrail(self.engine)

    @cached_property
    def cases(self) -> Cases:
        """The cases."""
        return SqlCases(self.engine, self.seal)

    @cached_property
    def case_desk(self) -> CaseDesk:
        """What working on cases needs."""
        timetable = Timetable(self.calendar, self.procedure.due_in, self.procedure.look_again)
        return CaseDesk(self.cases, self.clock, timetable)

    @property
    def route_desk(self) -> RouteDesk:
        """What routing records and passing them on need, by the clock as it is set now."""
        return RouteDesk(
            self.store, self.staff_door.store, self.clock, self.directory.contacts, self.routes, self.calendar
        )

    @cached_property
    def reminders(self) -> Reminders:
        """Which reminders were sent."""
        return SqlReminders(self.engine)

    @cached_property
    def keeping(self) -> Keeping:
        """How long records and cases stay."""
        return SqlKeeping(self.engine, self.seal)

    @cached_property
    def rights(self) -> Rights:
        """What people ask about their own data."""
        return SqlRights(self.engine, self.seal)

    @cached_property
    def rights_words(self) -> RightsWords:
        """What requests about people's own data are called, and why one may be refused."""
        return self.content.rights

    @cached_property
    def rights_desk(self) -> RightsDesk:
        """What handling such requests needs."""
        return RightsDesk(
            self.store,
            self.rights,
            self.keeping,
            self.cases,
            self.clock,
            self.retention,
            self.calendar.bank_holidays,
        )

    @cached_property
    def retention_desk(self) -> RetentionDesk:
        """What deleting by age needs."""
        return RetentionDesk(
            self.keeping,
            self.cases,
            self.chats,
            self.staff_door.store,
            self.reminders,
            self.clock,
            self.retention,
        )

    @cached_property
    def letter_desk(self) -> LetterDesk:
        """What writing letters needs."""
        content, directory = self.content, self.directory
        return LetterDesk(
            forms=content.letters,
            policy=self.policy,
            words=self.procedure.words,
            contacts=directory.contacts,
            office_hours=directory.office_hours,
            reply_within=directory.hours.reply_within,
            hosts=content.hosts,
        )

    @cached_property
    def letter_files(self) -> LetterFiles:
        """Letters as files for an office program; imported only where one is written."""
        from assistant.adapters.docx import DocxLetters

        return DocxLetters()

    @cached_property
    def conversations(self) -> Conversations:
        """Rasa's conversations."""
        return SqlConversations(self.engine, self.seal)

    @cached_property
    def chats(self) -> Chats:
        """Chat sessions and given answers."""
        return SqlChats(self.engine, self.seal)

    @cached_property
    def encoder(self) -> "SentenceEncoder":
        """The sentence encoder; imported only by the processes that read language."""
        from assistant.adapters.encoder import SentenceEncoder

        return SentenceEncoder(self.settings.cache_dir / "encoder", threads=self.settings.encoder_threads)

    @cached_property
    def post_reader(self) -> PostReader:
        """The post checker; imported only by the processes that read posts."""
        from assistant.adapters.post_checker import PostChecker

        model = posts_model(self.settings)
        if not model.exists():
            raise SettingsError("the post checker is not trained for the present data: run  assistant train")
        return PostChecker(model, self.encoder)

    @cached_property
    def receipts(self) -> Receipts:
        """Receipt numbers."""
        return Argon2Receipts(self.keys.derive("receipt salt"))

    @cached_property
    def digests(self) -> Digests:
        """Keyed hashes."""
        return HmacDigests(self.keys)

    @cached_property
    def signatures(self) -> Signatures:
        """What signs receipts."""
        return Ed25519Signatures(self.keys)

    @property
    def receipt_desk(self) -> ReceiptDesk:
        """What signing receipts needs."""
        return ReceiptDesk(
            self.route_desk,
            self.receipts,
            self.digests,
            self.signatures,
            self.policy.school,
            self.rights.of_record,
        )

    @cached_property
    def staff_door(self) -> StaffDoor:
        """What signing in and enrolling need."""
        store = SqlStaffStore(self.engine, self.seal, self.clock)
        return StaffDoor(store, self.clock, Argon2Passwords(), TotpCodes(), self.digests)

    @cached_property
    def qr_codes(self) -> QrCodes:
        """QR codes for authenticator apps."""
        return SegnoQrCodes()

    def require_readers(self) -> None:
        """Refuse to run in production while an example could sign in, or nobody could read for one of the posts.

        Raises:
            StaffingError: it names the accounts or posts, and the command.
        """
        if self.settings.env != "production":
            return
        examples = example_accounts(self.staff_door.store)
        if examples:
            raise StaffingError(
                f"these examples can sign in: {', '.join(account.email for account in examples)}; "
                "run  assistant staff disable  for each"
            )
        missing = posts_without_reader(self.staff_door.store)
        if missing:
            raise StaffingError(
                f"nobody has enrolled as {', '.join(missing)}: run  assistant staff add  for each, "
                "and let them enrol while  assistant web --enrol-only  runs"
            )

    @cached_property
    def mail_sender(self) -> str:
        """The sender of what the assistant mails: the school's name and the address."""
        return str(Address(" ".join(self.policy.school.split()), addr_spec=self.settings.mail_from))

    @cached_property
    def mail(self) -> Mail:
        """The way notices go out."""
        settings = self.settings
        if not settings.mail_host:
            return FolderMail(settings.data_dir / "mail")
        return SmtpMail(
            host=settings.mail_host,
            port=settings.mail_port,
            security=settings.mail_security,
            username=settings.mail_username,
            password=settings.mail_password.get_secret_value(),
        )

    @cached_property
    def service_words(self) -> ServiceWords:
        """Texts about texting itself."""
        return self.content.service_words

    @cached_property
    def texts(self) -> Texts:
        """Texts in and out."""
        return SqlTexts(self.engine, self.seal)

    @cached_property
    def news_desk(self) -> NewsDesk | None:
        """How somebody who texted is told of news; none where texts are off."""
        words = self.service_words
        return None if self.settings.sms == "off" else NewsDesk(self.texts, words.news, words.shared_news)

    @cached_property
    def phone_numbers(self) -> PhoneNumbers:
        """Phone numbers."""
        return LibraryNumbers(self.settings.sms_country_codes)

    @cached_property
    def sms_signatures(self) -> SmsSignatures:
        """Who may hand texts in."""
        tokens = (self.settings.sms_auth_token, self.settings.sms_other_auth_token)
        return TwilioSignatures([token.get_secret_value() for token in tokens])

    @cached_property
    def console_sms(self) -> ConsoleSms:
        """Texts on a page, for trying it out."""
        return ConsoleSms(self.settings.data_dir / "sms", self.clock)

    @cached_property
    def sms_sender(self) -> SmsSender:
        """The way texts go out."""
        settings = self.settings
        if settings.sms != "twilio":
            return self.console_sms
        return TwilioSms(
            account_sid=settings.sms_account_sid,
            auth_token=settings.sms_auth_token.get_secret_value(),
            number=settings.sms_number,
            messaging_service=settings.sms_messaging_service,
            status_url=f"{settings.public_url}/api/sms/status",
            api_url=settings.sms_api_url,
        )

    @cached_property
    def text_desk(self) -> TextDesk:
        """What taking texts needs."""
        words = self.service_words
        replies = KeywordReplies(words.stop, words.start, words.help, words.help_stopped)
        return TextDesk(self.texts, self.clock, self.digests, self.phone_numbers, self.support, replies)

    @cached_property
    def sending_desk(self) -> SendingDesk:
        """What sending texts needs."""
        return SendingDesk(
            texts=self.texts,
            sender=self.sms_sender,
            clock=self.clock,
            mail=self.mail,
            contacts=self.directory.contacts,
            mail_from=self.mail_sender,
            limit_words=self.service_words.limit,
            segments_per_day=self.settings.sms_segments_per_day,
        )


@cache
def wiring() -> Wiring:
    """Return this process's wiring, for tools that build their parts without arguments (Rasa, rasa-sdk)."""
    return Wiring(read_settings())
