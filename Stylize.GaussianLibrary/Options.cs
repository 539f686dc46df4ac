using Stylize.Engine.Gaussians.Files;

namespace Stylize.GaussianLibrary;

/// <summary>Conversion of options, in which 0 selects the default.</summary>
internal static class Options
{
    private const uint MaxThreads = 1024;

    /// <summary>Largest array of bytes.</summary>
    private const long MaxBytes = 0x7FFFFFC7;

    public static GaussianReadOptions Reading(in OpenOptions options)
    {
        var defaults = GaussianReadOptions.Default;
        if (options.AllowPrefix > 1) throw Wrong("allow_prefix", options.AllowPrefix, "0 or 1");

        if (options.Reserved != 0) throw Wrong("reserved", options.Reserved, "0");

        if (options.MaxCount > (uint)defaults.MaxCount)
        {
            throw Wrong("max_count", options.MaxCount, $"at most {defaults.MaxCount}");
        }

        return new GaussianReadOptions
        {
            AllowPrefix = options.AllowPrefix != 0,
            MaxCount = options.MaxCount == 0 ? defaults.MaxCount : (int)options.MaxCount,
            MaxFileBytes = options.MaxFileBytes == 0
                ? defaults.MaxFileBytes : (long)Math.Min(options.MaxFileBytes, MaxBytes),
            MaxThreads = Threads(options.MaxThreads),
        };
    }

    public static int Threads(uint number) =>
        number <= MaxThreads ? (int)Math.Max(number, 1) : throw Wrong("max_threads", number, $"at most {MaxThreads}");

    private static LibraryException Wrong(string name, uint value, string allowed) =>
        new(Result.Argument, FormattableString.Invariant($"{name} is {value}; it must be {allowed}."));
}
