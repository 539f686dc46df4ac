namespace Stylize.Engine.Tests.Cli;

/// <summary>Runs the commands of docs/gallery.md on the samples, except the studio, which runs until its page is
/// closed.</summary>
public sealed partial class GalleryTests : CliTest
{
    /// <summary>The headings of the page with commands, and the commands in the order of the page.</summary>
    public static TheoryData<string, string[]> Sections
    {
        get
        {
            var sections = new TheoryData<string, string[]>();
            foreach (var section in File.ReadAllText(Checkout.Path("docs", "gallery.md")).Split("\n#"))
            {
                var commands = Command().Matches(section).Select(match => match.Groups["words"].Value).ToArray();
                if (commands.Length > 0) sections.Add(section.Split('\n')[0].TrimStart('#', ' ').Trim(), commands);
            }

            return sections;
        }
    }

    [Theory]
    [MemberData(nameof(Sections))]
    [Trait("Tier", "All")]
    public void Commands_create_the_files_that_they_name(string heading, string[] commands)
    {
        Assert.NotEmpty(heading);
        foreach (var command in commands)
        {
            string[] words = [.. ShellWords.Split(command)];
            words = [.. words.Select(word => !word.StartsWith("samples/", StringComparison.Ordinal) ? word
                : words[0] == "restore" || !word.EndsWith(".jpg", StringComparison.Ordinal)
                    || !File.Exists(Checkout.Path(word))
                    ? Checkout.Path(word) : Reduced(word))];
            string[] shortFit = words is ["gaussian", "encode", ..] ? ["--iterations", "10"] : [];
            var run = _folder.Run([.. words, .. shortFit]);
            Assert.True(run.ExitCode == 0, $"{command}: {run.Error}");
            Assert.True(Path.Exists(_folder[words[Array.IndexOf(words, "-o") + 1]]), command);
        }
    }

    /// <summary>Returns the path of a small copy of a photograph. The commands create the same files from it in less
    /// time.</summary>
    private string Reduced(string path)
    {
        using var image = ImageCodecs.Default.DecodeRgba(ImageSource.File(Checkout.Path(path)));
        var (width, height) =
            Resampler.ScaledSize(image.Width, image.Height, 192.0 / Math.Max(image.Width, image.Height));
        using var copy = Resampler.Resize(image, width, height, ResampleFilter.Box);
        Directory.CreateDirectory(Path.GetDirectoryName(_folder[path])!);
        copy.Save(_folder[path], new(ImageFormat.Jpeg));
        return path;
    }

    [Fact]
    public void Every_picture_of_docs_is_shown_by_a_page()
    {
        var pages = Directory.GetFiles(Checkout.Path("docs"), "*.md", SearchOption.AllDirectories)
            .Append(Checkout.Path("web", "README.md")).Select(File.ReadAllText).ToArray();
        var pictures = Directory.GetFiles(Checkout.Path("docs", "images")).Select(Path.GetFileName);
        Assert.DoesNotContain(
            pictures, name => !pages.Any(page => page.Contains($"images/{name})", StringComparison.Ordinal)));
    }

    [GeneratedRegex(@"^    stylize (?!studio )(?<words>[^\r\n]+)", RegexOptions.Multiline)]
    private static partial Regex Command();
}
