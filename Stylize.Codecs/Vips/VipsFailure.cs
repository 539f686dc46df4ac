using System.Runtime.InteropServices;

namespace Stylize.Codecs.Vips;

/// <summary>
/// A libvips call that returned an error. The text is libvips's error buffer, of which there is one for the whole process:
/// while other threads fail too it may hold their words, so it is only ever shown as an inner exception.
/// </summary>
internal sealed class VipsFailure : Exception
{
    private VipsFailure(string message)
        : base(message)
    {
    }

    internal static VipsFailure Take(string call)
    {
        var text = VipsNative.vips_error_buffer_copy();
        VipsNative.vips_error_clear();
        var words = Marshal.PtrToStringUTF8(text)?.Trim();
        VipsNative.g_free(text);
        return new VipsFailure(string.IsNullOrEmpty(words) ? $"{call} failed" : $"{call}: {words}");
    }
}
