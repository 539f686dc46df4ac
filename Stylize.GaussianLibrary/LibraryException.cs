using Stylize.Engine;
using Stylize.Engine.Gaussians.Files.Container;

namespace Stylize.GaussianLibrary;

/// <summary>A failure with the result that the function returns.</summary>
internal sealed class LibraryException(Result result, string message) : Exception(message)
{
    public Result Result => result;

    /// <summary>Returns the result of a function that ended with an exception.</summary>
    public static Result ResultOf(Exception failure) => failure switch
    {
        LibraryException library => library.Result,
        StylizeException { Error: StylizeError.ImageMissing } => Result.NotFound,
        StylizeException { Error: StylizeError.ImageTooLarge } => Result.Limit,
        StylizeException { InnerException: GaussianVersionException } => Result.Version,
        StylizeException { InnerException: GaussianFormatException } => Result.Damaged,
        StylizeException { Error: StylizeError.ImageUnreadable } or IOException
            or UnauthorizedAccessException => Result.IO,
        StylizeException { Error: StylizeError.OptionInvalid or StylizeError.OperationFailed } => Result.Argument,
        OutOfMemoryException => Result.Memory,
        OverflowException => Result.Limit,
        _ => Result.Internal,
    };

    /// <summary>Returns the sentences of a failure, with options spelled as members of the structures.</summary>
    public static string TextOf(Exception failure) => failure switch
    {
        StylizeException expected => $"{expected.MessageFor(Member)} {expected.AdviceFor(Member)}".TrimEnd(),
        LibraryException or IOException or UnauthorizedAccessException => failure.Message,
        OutOfMemoryException => "Out of memory. Set max_count, or render smaller regions.",
        OverflowException => "The rendering needs too much memory. Render smaller regions.",
        _ => $"This is a bug in libgaussianimage: {failure.GetType().Name}: {failure.Message}",
    };

    /// <summary>Returns the member of an option: AllowPrefix is allow_prefix.</summary>
    private static string Member(string name) =>
        string.Concat(
            name.Select(
                (letter, i) => char.IsUpper(letter)
                    ? (i == 0 ? "" : "_") + char.ToLowerInvariant(letter) : $"{letter}"));
}

/// <summary>The message of the last failure on a thread, as zero-terminated UTF-8.</summary>
internal static unsafe class LastError
{
    private const int MaxBytes = 1024;

    /// <summary>An array that is not moved, and is collected after the thread ends.</summary>
    [ThreadStatic]
    private static byte[]? _message;

    public static byte* Message
    {
        get
        {
            _message ??= GC.AllocateArray<byte>(MaxBytes, pinned: true);
            return (byte*)Unsafe.AsPointer(ref _message[0]);
        }
    }

    public static void Set(string text)
    {
        var target = new Span<byte>(Message, MaxBytes);
        Encoding.UTF8.GetEncoder().Convert(text, target[..^1], flush: false, out _, out var written, out _);
        target[written] = 0;
    }
}
