using static Stylize.Engine.StylizeError;

namespace Stylize.Workers;

/// <summary>The errors of brokers, batches and workers.</summary>
internal static class Errors
{
    public static readonly ErrorText
        NoBroker = new("No broker is specified.",
            "Set {Broker} or the environment variable {variable} to {form}, or write the address to '{ownFile}'."),
        AddressUnreadable = new("Cannot read the address of the broker: {reason}", "Set {Broker} to {form}."),
        BrokerFile = new("The broker file '{path}' is not valid.",
            "Use lines of the form name = value with the names address (required), user, password, ca, certificate "
            + "and key."),
        AddressInvalid = new("The address of the broker in {origin} is not valid.", "Set {Broker} to {form}."),
        PasswordInAddress = new(
            "The address contains a user name or password, which other users can see on a command line.",
            "Put the address into the environment variable {variable}, or into a file and set {Broker} to its path."),
        CertificateUnreadable = new("Cannot read a certificate for the broker: {reason}",
            "Check that ca, certificate and key are readable PEM files."),
        NoBatch = new("The batch '{id}' does not exist on '{name}'.",
            "To list all batches, use 'stylize batches' or Watch-StylizeBatch -List.") { Id = ErrorText.NameUnknown },
        UnknownColor = new("Unknown color '{word}'.", "Submit the batch again with the same version of Stylize."),
        NoRoot = new("{Root} is not specified, and the working directory is the root of a file system.",
            "Set {Root} to the folders that the worker may read and write."),
        PasswordInDatabase = new("{Database} contains a password, which would be stored on the broker.",
            "Remove the password, and provide it to the workers in PGPASSFILE or PGPASSWORD."),
        ReportOfBatch = new("{ReportPath} is not supported for submitted batches.",
            "Specify {ReportPath} when you watch the batch."),
        PruneOfBatch = new("{Prune} is not supported for submitted batches.",
            "When the batch has ended, run the same command here with {Update} and {Prune}."),
        BatchRuns = new("The batch '{id}' has not ended.", "Wait until it ends, or cancel it first."),
        NoLock = new(TargetUnwritable, "The broker has no queue '{queue}' for the lock of the database.",
            "Submit the batch again."),
        SourceTwice = new(TargetConflict, "The chunk contains '{target}' twice.", "Submit the batch again."),
        TilesElsewhere = new(ImageMissing, "The tiles of {target} do not exist on this computer.",
            "Check that the worker can access the same folders. If their paths differ, use {Map}."),
        LoginRejected = new(ConnectionFailed, "The broker '{target}' rejected the login.",
            "Check the user name, the password and the permissions on the virtual host."),
        CertificateUntrusted = new(ConnectionFailed, "The broker '{target}' has no trusted certificate: {reason}.",
            "{advice:options}"),
        QueueDown = new(ConnectionFailed, "The broker '{target}' rejected the request: {reason}.",
            "Wait until the broker has started. If it has lost the queue, delete the queue on it."),
        RequestRejected = new(ConnectionFailed, "The broker '{target}' rejected the request: {reason}.",
            "Check the permissions on the virtual host."),
        NoAnswer = new(ConnectionFailed, "The broker '{target}' does not answer: {reason}.",
            "Check the address and whether the broker is running.", IsShared: true);
}
