namespace Stylize.Engine.Tests.Codecs.Vips;

/// <summary>The lock files and the license page describe the libvips of Directory.Packages.props.</summary>
public sealed partial class PinnedLibraryTests
{
    private static readonly string Version =
        LibVipsVersion().Match(File.ReadAllText(Checkout.Path("Directory.Packages.props"))).Groups[1].Value;

    [Fact]
    public void Each_platform_has_a_lock_file_with_the_hash_of_its_package()
    {
        var all = Locked("all");
        foreach (var (package, entry) in all)
        {
            Assert.Equal(
                KeyValuePair.Create(package, entry), Assert.Single(Locked(package["NetVips.Native.".Length..])));
            Assert.StartsWith(Version + " ", entry, StringComparison.Ordinal);
        }

        Assert.Equal(all.Count + 1, Checkout.Files(Checkout.Path("Stylize.Codecs", "native"), "*.lock.json").Length);
    }

    [Fact]
    public void The_license_page_lists_the_libraries_in_libvips()
    {
        var file = Directory.GetFiles(AppContext.BaseDirectory, "libvips.versions.json", SearchOption.AllDirectories)
            .FirstOrDefault();
        Assert.SkipWhen(file is null, "SKIPPED: this build contains no libvips.");
        using var versions = JsonDocument.Parse(File.ReadAllText(file!));
        var page = File.ReadAllText(Checkout.Path("Stylize.Codecs", "licenses", "NOTICE-libvips.md"));

        // Two lists of different spelling, such as `tiff` and `libtiff`: their versions are compared.
        Assert.Equal(
            versions.RootElement.EnumerateObject().Select(library => library.Value.GetString())
                .Order(StringComparer.Ordinal),
            LibraryRow().Matches(page).Select(row => row.Groups[1].Value).Order(StringComparer.Ordinal));
        Assert.Equal(Version, versions.RootElement.GetProperty("vips").GetString());
        Assert.Contains($"`NetVips.Native.<platform>` {Version} |", page, StringComparison.Ordinal);

        // Another file has the text of each license, and the copyright of each library.
        var texts = File.ReadAllText(Checkout.Path("Stylize.Codecs", "licenses", "LICENSES-libvips.txt"));
        Assert.All(versions.RootElement.EnumerateObject(), library =>
            Assert.Matches($@"(?m)^{library.Name}( \(.+\))?\n    Copyright (.+\n)+?    License: ", texts));
    }

    /// <summary>Reads the packages of one lock file with their versions and hashes.</summary>
    private static Dictionary<string, string> Locked(string name)
    {
        using var file =
            JsonDocument.Parse(File.ReadAllText(Checkout.Path("Stylize.Codecs", "native", name + ".lock.json")));
        return file.RootElement.GetProperty("dependencies").GetProperty("net10.0").EnumerateObject().ToDictionary(
            package => package.Name,
            package => package.Value.GetProperty("resolved").GetString() + " "
                + package.Value.GetProperty("contentHash").GetString());
    }

    [GeneratedRegex("<LibVipsVersion>(.+)</LibVipsVersion>")]
    private static partial Regex LibVipsVersion();

    [GeneratedRegex(@"^\| [^|]+ \| ([0-9][^ |]*) \|", RegexOptions.Multiline)]
    private static partial Regex LibraryRow();
}
