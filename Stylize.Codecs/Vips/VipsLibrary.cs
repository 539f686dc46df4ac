using Stylize.Engine;

namespace Stylize.Codecs.Vips;

/// <summary>Finds, loads and starts libvips, once.</summary>
internal static unsafe class VipsLibrary
{
    /// <summary>The environment variable that overrides where libvips is loaded from: a library's full path, a folder that holds it, or
    /// `system` for the one that the system's loader finds.</summary>
    internal const string OverrideVariable = "STYLIZE_LIBVIPS";

    private const string System = "system";

    private const int EveryLogLevel = 0xff;

    private static readonly Lazy<string> Started = new(Start, LazyThreadSafetyMode.ExecutionAndPublication);

    /// <summary>Loads and starts libvips unless that is done, and gives its version.</summary>
    /// <exception cref="StylizeException">DependencyMissing: no libvips could be loaded.</exception>
    internal static string Ensure() => Started.Value;

    /// <summary>True where the user chose another library than the one that comes along.</summary>
    internal static bool IsChosen => Chosen is not null;

    private static string? Chosen => Environment.GetEnvironmentVariable(OverrideVariable) is { Length: > 0 } value ? value : null;

    private static string FileName =>
        OperatingSystem.IsWindows() ? "libvips-42.dll" : OperatingSystem.IsMacOS() ? "libvips.42.dylib" : "libvips.so.42";

    private static string Rid
    {
        get
        {
            var system = OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux";
            var musl = RuntimeInformation.RuntimeIdentifier.Contains("musl", StringComparison.Ordinal)
                || RuntimeInformation.RuntimeIdentifier.StartsWith("alpine", StringComparison.Ordinal);
            return $"{system}{(musl ? "-musl" : "")}-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}";
        }
    }

    private static string Start()
    {
        var handle = Load(out var missing);
        if (missing is not null) throw missing;

        NativeLibrary.SetDllImportResolver(
            typeof(VipsLibrary).Assembly, (name, _, _) => name == VipsNative.Library ? handle : 0);

        if (VipsNative.vips_init("stylize") != 0)
        {
            throw new StylizeException(
                StylizeError.DependencyMissing, FileName, "libvips could not be started.", null, VipsFailure.Take("vips_init"));
        }

        VipsNative.vips_concurrency_set(1);
        VipsNative.vips_cache_set_max(0);
        VipsNative.vips_block_untrusted_set(1);
        if (IsChosen)
        {
            // Formats whose readers libvips calls untrusted: who chose the library asked for them.
            foreach (var reader in (string[])["VipsForeignLoadSvg", "VipsForeignLoadPdf", "VipsForeignLoadJp2k", "VipsForeignLoadJxl"])
            {
                VipsNative.vips_operation_block_set(reader, 0);
            }
        }

        foreach (var domain in (string[])["VIPS", "GLib", "GLib-GObject"])
        {
            VipsNative.g_log_set_handler(domain, EveryLogLevel, &Discard, 0);
        }

        return $"{VipsNative.vips_version(0)}.{VipsNative.vips_version(1)}.{VipsNative.vips_version(2)}";
    }

    private static nint Load(out StylizeException? missing)
    {
        var tried = new List<string>();
        string? broken = null;
        missing = null;
        foreach (var candidate in Candidates())
        {
            // Where none is chosen, a name alone is looked for as this assembly's own libraries are: the module's load context knows where
            // they lie.
            if (IsChosen
                ? NativeLibrary.TryLoad(candidate, out var handle)
                : NativeLibrary.TryLoad(candidate, typeof(VipsLibrary).Assembly, null, out handle))
            {
                return handle;
            }

            tried.Add(candidate);
            broken ??= File.Exists(candidate) ? candidate : null;
        }

        missing = broken is null ? NotFound(tried) : NotLoadable(broken);
        return 0;
    }

    private static StylizeException NotFound(List<string> tried) => new(
        StylizeError.DependencyMissing, FileName,
        $"libvips, which reads and writes image files, could not be found. Tried: {string.Join("; ", tried)}.",
        Chosen is not null and not System
            ? $"Set {OverrideVariable} to the full path of a libvips, or to \"system\", or leave it out."
            : "Build Stylize where npm is available, or install the system's libvips (libvips42 on Debian and Ubuntu, vips in Homebrew "
                + $"and Fedora), or set {OverrideVariable} to the library's full path.");

    /// <summary>The file is there: what it needs is not, or it is for another machine. The loader alone knows which.</summary>
    private static StylizeException NotLoadable(string path)
    {
        var cause = "";
        try
        {
            NativeLibrary.Free(NativeLibrary.Load(path));
        }
        catch (Exception failure) when (failure is DllNotFoundException or BadImageFormatException)
        {
            cause = " The system says: " + string.Join(' ', failure.Message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        }

        return new StylizeException(
            StylizeError.DependencyMissing, path,
            $"libvips, which reads and writes image files, is there but cannot be loaded: '{path}'.{cause}",
            "A library that it needs may be missing, or it is for another system or processor. Install what is missing, or set "
                + $"{OverrideVariable} to another libvips.");
    }

    private static IEnumerable<string> Candidates()
    {
        if (Chosen is { } chosen && chosen != System)
        {
            yield return Directory.Exists(chosen) ? Path.Combine(chosen, FileName) : chosen;
            yield break;
        }

        var folders = new[] { Path.GetDirectoryName(typeof(VipsLibrary).Assembly.Location), AppContext.BaseDirectory };
        IEnumerable<string> known = folders.Where(folder => !string.IsNullOrEmpty(folder))
            .Select(folder => Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder!)));
        foreach (var folder in IsChosen ? [] : known.Distinct())
        {
            yield return Path.Combine(folder, "runtimes", Rid, "native", FileName);

            // A program that is published for one platform has it beside itself.
            yield return Path.Combine(folder, FileName);
        }

        yield return FileName;
        if (OperatingSystem.IsMacOS())
        {
            yield return Path.Combine("/opt/homebrew/lib", FileName);
            yield return Path.Combine("/usr/local/lib", FileName);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Discard(nint domain, int level, nint message, nint data)
    {
    }
}
