namespace Stylize.Codecs.Vips;

/// <summary>Functions of libvips and GObject. None is variadic, because .NET cannot call variadic functions on Apple's
/// Arm64.</summary>
internal static unsafe partial class VipsNative
{
    internal const string Library = "libvips";

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int vips_init(string program);
    [LibraryImport(Library)]
    internal static partial int vips_version(int part);
    [LibraryImport(Library)]
    internal static partial void vips_concurrency_set(int threads);
    [LibraryImport(Library)]
    internal static partial void vips_cache_set_max(int operations);
    [LibraryImport(Library)]
    internal static partial void vips_block_untrusted_set(int state);
    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial void vips_operation_block_set(string name, int state);
    [LibraryImport(Library)]
    internal static partial nint vips_error_buffer_copy();
    [LibraryImport(Library)]
    internal static partial void vips_error_clear();
    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial uint g_log_set_handler(
        string domain, int levels, delegate* unmanaged[Cdecl]<nint, int, nint, nint, void> handler, nint data);
    [LibraryImport(Library)]
    internal static partial void g_free(nint memory);
    [LibraryImport(Library)]
    internal static partial nint g_object_ref(VipsObject instance);
    [LibraryImport(Library)]
    internal static partial void g_object_unref(nint instance);
    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial void g_object_set_property(VipsObject instance, string name, in GValue value);
    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial void g_object_get_property(VipsObject instance, string name, ref GValue value);
    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial ulong g_signal_connect_data(
        VipsObject instance, string signal, void* handler, nint data, nint destroy, int flags);
    [LibraryImport(Library)]
    internal static partial nint g_value_init(ref GValue value, nuint type);
    [LibraryImport(Library)]
    internal static partial void g_value_unset(ref GValue value);
    [LibraryImport(Library)]
    internal static partial void g_value_set_object(ref GValue value, VipsObject instance);
    [LibraryImport(Library)]
    internal static partial nint g_value_get_object(in GValue value);
    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nuint g_type_from_name(string name);
    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nuint vips_type_find(string baseName, string nickname);
    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint vips_operation_new(string name);
    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int vips_object_set_argument_from_string(VipsObject instance, string name, string value);
    [LibraryImport(Library)]
    internal static partial nint vips_cache_operation_build(VipsObject operation);
    [LibraryImport(Library)]
    internal static partial void vips_object_unref_outputs(VipsObject operation);
    [LibraryImport(Library)]
    internal static partial nint vips_source_custom_new();
    [LibraryImport(Library)]
    internal static partial nint vips_target_custom_new();
    [LibraryImport(Library)]
    internal static partial nint vips_image_new_from_memory(
        void* data, nuint size, int width, int height, int bands, int format);
    [LibraryImport(Library)]
    internal static partial int vips_image_get_width(VipsObject image);
    [LibraryImport(Library)]
    internal static partial int vips_image_get_height(VipsObject image);
    [LibraryImport(Library)]
    internal static partial int vips_image_get_bands(VipsObject image);
    [LibraryImport(Library)]
    internal static partial int vips_image_get_format(VipsObject image);
    [LibraryImport(Library)]
    internal static partial int vips_image_get_interpretation(VipsObject image);
    [LibraryImport(Library)]
    internal static partial int vips_image_get_orientation(VipsObject image);
    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int vips_image_get_int(VipsObject image, string name, out int value);
    [LibraryImport(Library)]
    internal static partial int vips_image_hasalpha(VipsObject image);
    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nuint vips_image_get_typeof(VipsObject image, string name);
    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int vips_image_get_blob(VipsObject image, string name, out byte* data, out nuint length);
    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial void vips_image_set_blob_copy(VipsObject image, string name, void* data, nuint length);
    [LibraryImport(Library)]
    internal static partial nint vips_region_new(VipsObject image);
    [LibraryImport(Library)]
    internal static partial nint vips_region_fetch(
        VipsObject region, int left, int top, int width, int height, out nuint length);
}

/// <summary>GObject's tagged value: the type, then two eight-byte slots.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct GValue
{
    private nuint _type;
    private ulong _first;
    private ulong _second;
}

/// <summary>Type of one sample, with the numbers of libvips.</summary>
internal enum BandFormat
{
    Byte = 0,
    SByte = 1,
    UShort = 2,
    Short = 3,
    UInt = 4,
    Int = 5,
    Float = 6,
    Double = 8,
}

internal static class BandFormats
{
    private static ReadOnlySpan<byte> Sizes => [1, 1, 2, 2, 4, 4, 4, 0, 8];

    internal static int Bytes(BandFormat format) => Sizes[(int)format];
}

/// <summary>The meanings of the bands of an image that need a conversion, with the numbers of libvips.</summary>
internal enum Interpretation
{
    Xyz = 12,
    Lab = 13,
    Cmyk = 15,
    LabQ = 16,
    Cmc = 18,
    Lch = 19,
    LabS = 21,
    Yxy = 23,
    Hsv = 29,
}
