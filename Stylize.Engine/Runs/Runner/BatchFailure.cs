namespace Stylize.Engine.Runs.Runner;

/// <summary>Any exception of an item's work as the one expected kind.</summary>
internal static class BatchFailure
{
    public static StylizeException From(string source, Exception exception) => exception switch
    {
        StylizeException expected => expected,
        AggregateException { InnerExceptions: [var inner, ..] } => From(source, inner),
        OutOfMemoryException => new(
            StylizeError.OperationFailed, source, $"There is not enough memory for '{source}'.",
            "Use a smaller image, or reduce {ThrottleLimit} to process fewer files at a time.", exception),
        IOException or UnauthorizedAccessException => new(
            StylizeError.ImageUnreadable, source, $"'{source}' cannot be read: {exception.Message}",
            "Check that the file exists, is not locked, and that you may read it.", exception),
        _ => new(
            StylizeError.OperationFailed, source, $"'{source}' could not be processed: {exception.Message}",
            "This is unexpected; please report it with the file.", exception),
    };
}
