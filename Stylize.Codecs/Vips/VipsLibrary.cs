using System.Diagnostics.CodeAnalysis;

namespace Stylize.Codecs.Vips;

internal static unsafe class VipsLibrary
{
    /// <summary>
    /// The environment variable that selects libvips: the full path of a library, a folder that contains it, or
    /// `system` for the one that the system's loader finds.
    /// </summary>
    internal const string OverrideVariable = "STYLIZE_LIBVIPS";

    private const string System = "system";

    private const int EveryLogLevel = 0xff;

    private static readonly Lazy<string> Started = new(Start, LazyThreadSafetyMode.ExecutionAndPublication);

    internal static string Ensure() => Started.Value;

    internal static bool IsChosen => Chosen is not null;

    private static string? Chosen =>
        Environment.GetEnvironmentVariable(OverrideVariable) is { Length: > 0 } value ? value : null;

    private static string FileName =>
        OperatingSystem.IsWindows() ? "libvips-42.dll" : OperatingSystem.IsMacOS()
            ? "libvips.42.dylib" : "libvips.so.42";

    private static string Rid
    {
        get
        {
            var system = OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux";
            var musl = RuntimeInformation.RuntimeIdentifier.Contains("musl")
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
            throw Errors.VipsNotStarted.From(VipsFailure.Take("vips_init"), FileName);
        }

        VipsNative.vips_concurrency_set(1);
        VipsNative.vips_cache_set_max(0);
        VipsNative.vips_block_untrusted_set(1);
        if (IsChosen)
        {
            // Enables readers that libvips considers untrusted, because the user chose the library.
            foreach (var reader in (string[])["VipsForeignLoadSvg", "VipsForeignLoadPdf", "VipsForeignLoadJp2k",
                "VipsForeignLoadJxl"])
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
            // Without a choice, the name is resolved like the libraries of this assembly, because the load context of
            // the module knows their folder.
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

    private static StylizeException NotFound(List<string> tried) =>
        (Chosen is not null and not System ? Errors.ChosenVipsMissing : Errors.VipsMissing)
            .With(FileName, string.Join("; ", tried), OverrideVariable);

    private static StylizeException NotLoadable(string path)
    {
        var cause = "";
        try
        {
            NativeLibrary.Free(NativeLibrary.Load(path));
        }
        catch (Exception failure) when (failure is DllNotFoundException or BadImageFormatException)
        {
            cause = " The system reports: "
                + string.Join(' ', failure.Message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        }

        return Errors.VipsNotLoaded.With(path, cause, OverrideVariable);
    }

    [UnconditionalSuppressMessage(
        "SingleFile", "IL3000",
        Justification = "A native program has no file for the assembly; the folder of the program follows.")]
    private static string? AssemblyFolder() => Path.GetDirectoryName(typeof(VipsLibrary).Assembly.Location);

    private static IEnumerable<string> Candidates()
    {
        if (Chosen is { } chosen && chosen != System)
        {
            yield return Directory.Exists(chosen) ? Path.Combine(chosen, FileName) : chosen;
            yield break;
        }

        var folders = new[] { AssemblyFolder(), AppContext.BaseDirectory };
        IEnumerable<string> known = folders.Where(folder => !string.IsNullOrEmpty(folder))
            .Select(folder => Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder!)));
        foreach (var folder in IsChosen ? [] : known.Distinct())
        {
            yield return Path.Combine(folder, "runtimes", Rid, "native", FileName);

            // A program that is published for one platform has the library in its own folder.
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
