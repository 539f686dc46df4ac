using System.Text.RegularExpressions;

namespace Stylize.Codecs.Vips;

/// <summary>A call of a libvips operation: set arguments, then call <see cref="Run"/> or
/// <see cref="RunToImage"/>.</summary>
internal sealed class VipsOperation : IDisposable
{
    private readonly string _name;
    private VipsObject _operation;

    internal VipsOperation(string name)
    {
        _name = name;
        _operation = new VipsObject(VipsNative.vips_operation_new(name));
        if (_operation.IsInvalid) throw VipsFailure.Take(name);
    }

    internal static bool Exists(string name) => VipsNative.vips_type_find("VipsOperation", name) != 0;

    /// <summary>Sets a number, choice, flag or array, which libvips parses from text. Do not use it for images or text
    /// from a user, because libvips would open files of that name.</summary>
    internal VipsOperation Set(string argument, string value)
    {
        if (VipsNative.vips_object_set_argument_from_string(_operation, argument, value) != 0)
        {
            throw VipsFailure.Take($"{_name} {argument}={value}");
        }

        return this;
    }

    internal VipsOperation Set(string argument, int value) =>
        Set(argument, value.ToString(System.Globalization.CultureInfo.InvariantCulture));

    internal VipsOperation Set(string argument, VipsObject value, string type)
    {
        var boxed = default(GValue);
        VipsNative.g_value_init(ref boxed, VipsNative.g_type_from_name(type));
        VipsNative.g_value_set_object(ref boxed, value);
        VipsNative.g_object_set_property(_operation, argument, boxed);
        VipsNative.g_value_unset(ref boxed);
        return this;
    }

    internal VipsOperation SetImage(string argument, VipsObject image) => Set(argument, image, "VipsImage");

    internal void Run()
    {
        var built = VipsNative.vips_cache_operation_build(_operation);
        if (built == 0) throw VipsFailure.Take(_name);

        _operation.Dispose();
        _operation = new VipsObject(built);
    }

    internal VipsObject RunToImage()
    {
        Run();
        var boxed = default(GValue);
        VipsNative.g_value_init(ref boxed, VipsNative.g_type_from_name("VipsImage"));
        VipsNative.g_object_get_property(_operation, "out", ref boxed);

        // The handle takes over the reference of the value, so the value is not unset.
        return new VipsObject(VipsNative.g_value_get_object(boxed));
    }

    internal VipsObject RunOnce()
    {
        using (this)
        {
            return RunToImage();
        }
    }

    public void Dispose()
    {
        VipsNative.vips_object_unref_outputs(_operation);
        _operation.Dispose();
    }
}

/// <summary>A counted reference to a GObject: an image, region, operation, source or target.</summary>
internal sealed class VipsObject : SafeHandle
{
    /// <param name="reference">A reference whose ownership is transferred; null creates an invalid handle.</param>
    internal VipsObject(nint reference)
        : base(0, ownsHandle: true) => SetHandle(reference);

    internal static VipsObject Share(VipsObject other) => new(VipsNative.g_object_ref(other));

    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        VipsNative.g_object_unref(handle);
        return true;
    }
}

/// <summary>A libvips call that returned an error. The text is libvips's error buffer, which the whole process shares.
/// It can contain the messages of other threads, unless the call ran in <see cref="Alone"/>.</summary>
internal sealed class VipsFailure : Exception
{
    /// <summary>Held for reading by each thread that decodes, and for writing by one that decodes alone.</summary>
    private static readonly ReaderWriterLockSlim s_buffer = new(LockRecursionPolicy.SupportsRecursion);

    private VipsFailure(string message)
        : base(message)
    {
    }

    internal static VipsFailure Take(string call) => BesideOthers(() =>
    {
        var text = VipsNative.vips_error_buffer_copy();
        VipsNative.vips_error_clear();
        var words = Marshal.PtrToStringUTF8(text)?.Trim();
        VipsNative.g_free(text);
        return new VipsFailure(string.IsNullOrEmpty(words) ? $"{call} failed" : $"{call}: {words}");
    });

    /// <summary>Decodes while others may, too; waits for a thread that decodes alone.</summary>
    internal static T BesideOthers<T>(Func<T> decode)
    {
        s_buffer.EnterReadLock();
        try
        {
            return decode();
        }
        finally
        {
            s_buffer.ExitReadLock();
        }
    }

    /// <summary>Decodes while no other thread does, so that each message is of this call.</summary>
    internal static T Alone<T>(Func<T> decode)
    {
        s_buffer.EnterWriteLock();
        try
        {
            VipsNative.vips_error_clear();
            return decode();
        }
        finally
        {
            s_buffer.ExitWriteLock();
        }
    }
}

/// <summary>Classifies warnings of libjpeg, also in TIFF, about pixel data that it decodes nevertheless. Warnings about
/// headers are harmless.</summary>
internal static partial class JpegWarnings
{
    /// <summary>True if the file ends before its data does, so that pixels are missing.</summary>
    internal static bool IsTruncated(VipsFailure failure) =>
        failure.Message.Contains("premature end of JPEG file", StringComparison.OrdinalIgnoreCase);

    /// <summary>True unless the warning is known to change no pixels.</summary>
    internal static bool IsDamage(VipsFailure failure) =>
        !OfHeader().IsMatch(failure.Message)
        || OfHeader().Replace(failure.Message, "").Contains("Corrupt JPEG data");

    /// <summary>Messages about the header. Of the markers, those for tables of codes, scans, restarts and the end
    /// follow pixel data.
    /// </summary>
    [GeneratedRegex("Invalid SOS parameters|JFIF revision|Adobe color transform|Corrupt JPEG data: bad ICC marker"
        + "|Corrupt JPEG data: [0-9]+ extraneous bytes before marker 0x(?!d[0-9a]|c4)")]
    private static partial Regex OfHeader();
}
