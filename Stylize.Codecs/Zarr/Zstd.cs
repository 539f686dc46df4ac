using Stylize.Engine;

namespace Stylize.Codecs.Zarr;

/// <summary>Decodes Zstandard (RFC 8878) with the system's libzstd, if it is installed.</summary>
internal static unsafe class Zstd
{
    private static readonly delegate* unmanaged[Cdecl]<byte*, nuint, byte*, nuint, nuint> Decompress =
        (delegate* unmanaged[Cdecl]<byte*, nuint, byte*, nuint, nuint>)Find();

    /// <summary>True if libzstd was found.</summary>
    public static bool IsAvailable => Decompress is not null;

    public static StylizeException Missing(string folder) => new(
        StylizeError.DependencyMissing, folder, $"Cannot read '{folder}': the codec 'zstd' needs libzstd, which is not installed.",
        "Install libzstd, or rewrite the array with gzip.");

    public static byte[] Decode(byte[] packed, int size)
    {
        var data = new byte[size];
        Decode(packed, data);
        return data;
    }

    /// <exception cref="InvalidDataException">The frame is damaged.</exception>
    public static void Decode(ReadOnlySpan<byte> packed, Span<byte> target)
    {
        fixed (byte* from = packed, to = target)
        {
            if (Decompress(to, (nuint)target.Length, from, (nuint)packed.Length) != (nuint)target.Length)
            {
                throw new InvalidDataException("The zstd data is damaged.");
            }
        }
    }

    private static nint Find()
    {
        foreach (var name in (string[])["libzstd.so.1", "libzstd.1.dylib", "libzstd.dll", "zstd"])
        {
            if (NativeLibrary.TryLoad(name, typeof(Zstd).Assembly, DllImportSearchPath.SafeDirectories, out var library)
                && NativeLibrary.TryGetExport(library, "ZSTD_decompress", out var decompress))
            {
                return decompress;
            }
        }

        return 0;
    }
}
