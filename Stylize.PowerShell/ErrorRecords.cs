using System.Text.RegularExpressions;

namespace Stylize.PowerShell;

/// <summary>Converts errors of the engine to PowerShell error records with stable ids.</summary>
internal static class ErrorRecords
{
    private static readonly Dictionary<StylizeError, ErrorCategory> Categories = new()
    {
        [StylizeError.ImageMissing] = ErrorCategory.ObjectNotFound,
        [StylizeError.ImageUnreadable] = ErrorCategory.InvalidData,
        [StylizeError.ImageTooLarge] = ErrorCategory.LimitsExceeded,
        [StylizeError.FormatUnsupported] = ErrorCategory.NotImplemented,
        [StylizeError.TargetExists] = ErrorCategory.ResourceExists,
        [StylizeError.TargetConflict] = ErrorCategory.ResourceExists,
        [StylizeError.TargetIsSource] = ErrorCategory.ResourceExists,
        [StylizeError.TargetUnwritable] = ErrorCategory.WriteError,
        [StylizeError.OptionInvalid] = ErrorCategory.InvalidArgument,
        [StylizeError.OperationFailed] = ErrorCategory.InvalidResult,
        [StylizeError.ProvenanceMissing] = ErrorCategory.ObjectNotFound,
        [StylizeError.TimeLimitExceeded] = ErrorCategory.OperationTimeout,
        [StylizeError.SizeMismatch] = ErrorCategory.InvalidArgument,
        [StylizeError.NameUnmatched] = ErrorCategory.InvalidData,
        [StylizeError.GridUncertain] = ErrorCategory.InvalidResult,
        [StylizeError.DatabaseMissing] = ErrorCategory.ObjectNotFound,
        [StylizeError.ConnectionFailed] = ErrorCategory.ConnectionError,
        [StylizeError.DependencyMissing] = ErrorCategory.NotInstalled,
        [StylizeError.DeviceFailed] = ErrorCategory.DeviceError,
        [StylizeError.PathNotAllowed] = ErrorCategory.PermissionDenied,
        [StylizeError.DatabaseNotAllowed] = ErrorCategory.PermissionDenied,
    };

    // Parameters whose values can hold passwords.
    private static readonly string[] Secret = ["Broker", "Database", "DatabaseCredential"];

    /// <summary>Creates the record of an error. Its id is the name of the <see cref="StylizeError"/>, or
    /// UnexpectedError.</summary>
    internal static ErrorRecord From(PSCmdlet? cmdlet, Exception exception, string? input)
    {
        if (exception is not StylizeException known)
        {
            return Create(exception, "UnexpectedError", ErrorCategory.NotSpecified, input,
                "This is a bug in Stylize. Run the command again with -Verbose, and report its output.");
        }

        var record = Create(known, known.Id, Category(known), input ?? Target(cmdlet, known), null);
        record.ErrorDetails = new ErrorDetails(Naming(input, known.MessageFor(option => "-" + option)));
        if (known.AdviceFor(option => "-" + option) is { } advice)
        {
            record.ErrorDetails.RecommendedAction = advice;
        }

        return record;
    }

    /// <summary>Creates the record of the items that failed for the same reason as an earlier one; they are its
    /// target.</summary>
    internal static ErrorRecord OfOthers(RepeatedFailure failure, string kind)
    {
        var (first, item) = failure;
        string[] others = [.. failure.Others];
        var count = Plural.WithCount(others.Length, $"more {kind}");
        return Create(
            (Errors.SameReason with { Error = first.Error }).With(null, count, item, first.Advice),
            first.Id, Category(first), others is [var only] ? only : others,
            first.AdviceFor(option => "-" + option));
    }

    /// <summary>Returns a message that names the input, or one of its outputs, which have its name.</summary>
    private static string Naming(string? input, string message)
    {
        input = input is null ? "" : PrintableText.Escape(input);
        if (!Path.IsPathRooted(input) || message.Contains(input)) return message;

        var stem = Regex.Escape(Path.GetFileNameWithoutExtension(input));
        return Regex.IsMatch(message, $@"['/\\]{stem}[.']") ? message : $"{Path.GetFileName(input)}: {message}";
    }

    internal static ErrorRecord Create(
        Exception exception, string id, ErrorCategory category, object? target, string? advice)
    {
        var record = new ErrorRecord(exception, id, category, target);
        if (advice is not null)
        {
            record.ErrorDetails = new ErrorDetails(exception.Message) { RecommendedAction = advice };
        }

        return record;
    }

    private static ErrorCategory Category(StylizeException failure) =>
        failure.Id == ErrorText.NameUnknown ? ErrorCategory.ObjectNotFound : Categories[failure.Error];

    /// <summary>Returns the value of the parameter that a failure names, otherwise its target.</summary>
    private static object? Target(PSCmdlet? cmdlet, StylizeException failure)
    {
        if (failure.Target is not { } name || Secret.Contains(name)) return failure.Target;

        var given = cmdlet?.MyInvocation.BoundParameters.GetValueOrDefault(name);
        return (given is PSObject wrapped ? wrapped.BaseObject : given) switch
        {
            null => name,
            string text => text,
            IEnumerable<object> list => string.Join(", ", list),
            var value => value,
        };
    }
}
