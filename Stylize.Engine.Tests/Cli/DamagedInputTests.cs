namespace Stylize.Engine.Tests.Cli;

/// <summary>A damaged JPEG is processed with one warning, or refused with --strict.</summary>
public sealed class DamagedInputTests : CliTest
{
    [Theory]
    [InlineData("pixel-art", "--width", "8")]
    [InlineData("pixel-art", "--width", "40", "--height", "30")]
    [InlineData("dot-art", "--dot-count", "50")]
    [InlineData("trace", "--colors", "3")]
    [InlineData("restore", "--cell-size", "4", "--colors", "4")]
    [InlineData("gaussian encode", "--count", "20", "--iterations", "10")]
    public void It_is_one_warning_in_all_places(string command, params string[] options)
    {
        WriteDamaged();
        string[] words = [.. command.Split(' '), "in.jpg", "-o", "out", .. options];
        var run = _folder.Run([.. words, "--json", "--report-path", "r.jsonl"]).Exits(0);
        Assert.Contains(
            "has damaged JPEG data",
            Assert.Single(run.ErrorLines, line => line.Contains("warning", StringComparison.Ordinal)),
            StringComparison.Ordinal);
        Assert.Contains("--strict", Assert.Single(Warnings(run.OutLines[0])), StringComparison.Ordinal);
        Assert.Contains(
            "Strict", Assert.Single(Warnings(File.ReadAllLines(_folder["r.jsonl"])[1])), StringComparison.Ordinal);

        var strict = _folder.Run([.. words, "--force", "--strict"]).Exits(1);
        Assert.Contains("the JPEG data is damaged", Assert.Single(strict.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public void It_is_one_warning_of_measurements_and_comparisons()
    {
        WriteDamaged();
        foreach (var words in new string[][] { ["regions", "in.jpg", "--method", "otsu"], ["compare", "in.jpg", "-r",
            "in.png"] })
        {
            var run = _folder.Run(words).Exits(0);
            Assert.Contains("has damaged JPEG data", Assert.Single(run.ErrorLines), StringComparison.Ordinal);
            _folder.Run([.. words, "--strict"]).Exits(1);
        }
    }

    [Fact]
    public void It_is_a_warning_of_a_well()
    {
        WriteDamaged();
        Directory.CreateDirectory(_folder["plate"]);
        File.Move(_folder["in.jpg"], _folder["plate/P_A1_1_DAPI.jpg"]);
        var run = _folder.Run("segment", "plate", "-o", "out", "--method", "otsu").Exits(0);
        Assert.Single(run.ErrorLines, line => line.Contains("has damaged JPEG data", StringComparison.Ordinal));
        _folder.Run("segment", "plate", "-o", "strict", "--method", "otsu", "--strict").Exits(1);
    }

    /// <summary>Writes a gray JPEG with codes after its last pixel, so that its pixels are those of the PNG.</summary>
    private void WriteDamaged()
    {
        Assert.SkipUnless(
            ImageCodecs.Default.Name.StartsWith("libvips", StringComparison.Ordinal),
            "ImageSharp does not say what it has read.");
        _folder.Nuclei("in.png", 96, 64);
        using var image = _folder.Decode("in.png");
        var jpeg = image.Encoded(new(ImageFormat.Jpeg) { Quality = 95 });
        byte[] codes = [.. Enumerable.Range(0, 100).Select(i => (byte)(i * 7 % 251))];
        File.WriteAllBytes(_folder["in.jpg"], [.. jpeg[..^2], .. codes, .. jpeg[^2..]]);
    }

    private static IEnumerable<string> Warnings(string line) =>
        JsonDocument.Parse(line).RootElement.GetProperty("warnings").EnumerateArray()
            .Select(warning => warning.GetString()!);
}
