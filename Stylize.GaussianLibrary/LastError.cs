namespace Stylize.GaussianLibrary;

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
