using System.IO.Hashing;
using Stylize.Engine.Tests.Codecs;

namespace Stylize.Engine.Tests.Cli;

/// <summary>Cases of every command that writes files, tested with `stylize pixel-art`.</summary>
public sealed class FileCommandTests : CliTest
{
    [Fact]
    public void Names_with_brackets_spaces_and_letters_of_any_script_are_themselves()
    {
        string[] stems = ["a[1]", "b c", "日本 é", "100%", "@at", "[x]", "q'uote"];
        var run = _folder.Run(
            ["pixel-art", .. stems.Select(s => Path.GetFileName(_folder.Image($"{s}.png"))), "-o", "out [1]"]);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal(stems.Select(s => _folder[$"out [1]/{s}.pixelart.png"]), run.OutLines);
        Assert.All(run.OutLines, path => Assert.True(File.Exists(path)));
    }

    [Fact]
    public void A_name_that_begins_with_a_dash_follows_two_dashes()
    {
        _folder.Image("-x.png");
        Assert.Equal(0, _folder.Run("pixel-art", "-o", "out", "--", "-x.png").ExitCode);
        Assert.Contains("out/-x.pixelart.png", _folder.Names);
    }

    [Fact]
    public void Source_and_result_can_be_deleted_after_the_result_is_printed()
    {
        var source = _folder.Image("a.png");
        var target = Assert.Single(_folder.Run("pixel-art", source).OutLines);
        File.Delete(source);
        File.Delete(target);
        Assert.Empty(_folder.Names);
    }

    [Fact]
    public void Results_arrive_in_the_order_of_the_arguments_regardless_of_size()
    {
        string[] names = ["big.png", "d.png", "b.png", "z.png", "a.png", "mid.png", "c.png"];
        foreach (var name in names)
        {
            _folder.Image(name, name is "big.png" ? 700 : name is "mid.png" ? 300 : 20, 30);
        }

        var run = _folder.Run(["pixel-art", .. names, "-o", "out", "--width", "16", "--throttle-limit", "7"]);
        Assert.Equal(names.Select(n => _folder[$"out/{Path.ChangeExtension(n, ".pixelart.png")}"]), run.OutLines);
    }

    [Fact]
    public void The_eight_orientations_of_a_photograph_become_one_image()
    {
        string[] sources = [.. Enumerable.Range(1, 8).Select(i => _folder[$"Portrait_{i}.jpg"])];
        foreach (var (i, source) in sources.Index())
        {
            File.WriteAllBytes(source, OrientedJpeg.Write(i + 1));
        }

        var run = _folder.Run(["pixel-art", .. sources, "-o", "out", "--fast", "--width", "24"]).IsQuiet();
        using var upright = _folder.Decode("out/Portrait_1.pixelart.png");
        foreach (var path in run.OutLines)
        {
            using var image = _folder.Decode(path);
            Assert.Equal((upright.Width, upright.Height), (image.Width, image.Height));
            Assert.InRange(MeanDifference(upright, image), 0, 12);
        }
    }

    [Fact]
    public void Each_invalid_image_is_one_failure_and_the_run_continues()
    {
        _folder.File("empty.png", "");
        _folder.File("text.png", "not an image");
        File.WriteAllBytes(_folder["bomb.png"], PngHeader(60_000, 60_000));
        File.WriteAllBytes(_folder["tall.png"], PngHeader(1, 500_000_000));
        Directory.CreateDirectory(_folder["folder.png"]);
        _folder.Image("good.png");
        string[] bad = ["empty.png", "text.png", "bomb.png", "tall.png", "folder.png", "missing.png"];
        var run = _folder.Run(["pixel-art", .. bad, "good.png", "-o", "out"]).Exits(1);
        Assert.Equal([_folder["out/good.pixelart.png"]], run.OutLines);
        Assert.Equal(bad.Length, run.ErrorLines.Length);
        Assert.All(bad.Zip(run.ErrorLines), pair => Assert.Contains(_folder[pair.First], pair.Second));
        string[] errors = ["ImageUnreadable", "ImageUnreadable", "ImageTooLarge", "ImageTooLarge", "ImageMissing",
            "ImageMissing"];
        Assert.All(errors.Zip(run.ErrorLines), pair => Assert.StartsWith($"stylize: {pair.First}: ", pair.Second));
    }

    [Fact]
    public void A_loop_of_links_is_one_failure_and_patterns_do_not_follow_it()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Making links needs a privilege on Windows.");
        File.CreateSymbolicLink(_folder["loop.png"], _folder["loop.png"]);
        _folder.Image("sub/a.png");
        Directory.CreateSymbolicLink(_folder["sub/again"], _folder["sub"]);
        var run = _folder.Run("pixel-art", "loop.png", "**/a.png", "-o", "out").Exits(1);
        Assert.Equal([_folder["out/a.pixelart.png"]], run.OutLines);
        Assert.StartsWith("stylize: ImageUnreadable: ", Assert.Single(run.ErrorLines));
    }

    [Fact]
    public void A_folder_stands_for_its_images_except_for_existing_results()
    {
        _folder.Image("in/b.png");
        _folder.Image("in/a.PNG");
        _folder.Image("in/deeper/c.png");
        _folder.File("in/notes.txt", "words");
        var first = _folder.Run("pixel-art", "in");
        Assert.Equal("", first.Error);
        Assert.Equal(["a.pixelart.png", "b.pixelart.png"], first.OutLines.Select(p => Path.GetFileName(p)!));
        var again = _folder.Run("pixel-art", "in", "--force");
        Assert.StartsWith(
            "stylize: warning: Skipped 2 inputs ", Assert.Single(again.ErrorLines), StringComparison.Ordinal);
        Assert.Equal(["a.pixelart.png", "b.pixelart.png"], again.OutLines.Select(p => Path.GetFileName(p)!));
    }

    [Fact]
    public void Patterns_match_within_names_and_through_folders_in_order()
    {
        string[] all = ["1/a.png", "1/deep/er/b.png", "2/c.png", "2/d.jpg", ".hidden/e.png", "f.png"];
        foreach (var name in all)
        {
            _folder.Image(name);
        }

        string[] Matches(string pattern) =>
            [.. _folder.Run("pixel-art", pattern, "-o", "out", "--what-if").OutLines
                .Select(l => Path.GetRelativePath(_folder.Path, l.Split('\'')[1]).Replace('\\', '/'))];
        Assert.Equal(["f.png", "1/a.png", "1/deep/er/b.png", "2/c.png"], Matches("**/*.png"));
        Assert.Equal(["1/a.png", "2/c.png"], Matches("?/*.png"));
        Assert.Equal(["1/a.png", "1/deep/er/b.png"], Matches("1/**"));
        Assert.Equal(["2/d.jpg"], Matches("*/d.*"));
        Assert.Equal(1, _folder.Run("pixel-art", "*.webp").ExitCode);
    }

    [Fact]
    public void Json_is_one_object_per_result()
    {
        _folder.Image("a.png");
        _folder.Image("b.png", 20, 40);
        var run = _folder.Run(
            "pixel-art", "a.png", "missing.png", "b.png", "-o", "out", "--json", "--colors", "4", "--scale", "3",
            "--width", "10").Exits(1);
        Assert.Equal(2, run.Json.Length);
        var second = run.Json[1];
        Assert.Equal(_folder["b.png"], second.GetProperty("source").GetString());
        Assert.Equal(_folder["out/b.pixelart.png"], second.GetProperty("target").GetString());
        Assert.Equal((30, 60), (second.GetProperty("width").GetInt32(), second.GetProperty("height").GetInt32()));
        Assert.True(second.GetProperty("elapsed").GetDouble() > 0);
        Assert.Equal(JsonValueKind.Array, second.GetProperty("palette").ValueKind);
        Assert.Equal(JsonValueKind.Number, second.GetProperty("phases").GetProperty("decode").ValueKind);
    }

    [Fact]
    public void A_shared_palette_is_the_same_for_all_results_and_can_be_saved()
    {
        _folder.Image("a.png");
        _folder.Image("b.png", 90, 20);
        var run = _folder.Run(
            "pixel-art", "a.png", "b.png", "-o", "out", "--shared-palette", "--save-palette", "hex", "--colors", "5",
            "--width", "12");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        var palette = File.ReadAllLines(_folder["out/shared.hex"]);
        Assert.InRange(palette.Length, 1, 5);
        Assert.Equal(
            ["a.pixelart.png", "b.pixelart.png", "shared.hex"],
            Directory.GetFiles(_folder["out"]).Select(Path.GetFileName).Order());

        // The same palette may be written again, another one not.
        string[] again = ["pixel-art", "a.png", "b.png", "-o", "out", "--shared-palette", "--save-palette", "hex",
            "--width", "12"];
        Assert.Equal(0, _folder.Run([.. again, "--colors", "5", "--update"]).ExitCode);
        _folder.Run([.. again, "--colors", "3"]).Exits(1, "shared.hex");
        Assert.Equal(palette, File.ReadAllLines(_folder["out/shared.hex"]));
        Assert.Equal(2, _folder.Run("pixel-art", "a.png", "--shared-palette", "--palette", "pico-8").ExitCode);
    }

    private static double MeanDifference(Raster<Rgba32> a, Raster<Rgba32> b)
    {
        double sum = 0;
        foreach (var (x, y) in Coordinates(a.Width, a.Height))
        {
            sum += Math.Abs(a[x, y].R - b[x, y].R) + Math.Abs(a[x, y].G - b[x, y].G) + Math.Abs(a[x, y].B - b[x, y].B);
        }

        return sum / (3 * a.PixelCount);
    }

    /// <summary>Writes a PNG header of that size without pixels.</summary>
    private static byte[] PngHeader(int width, int height)
    {
        var chunk = new byte[17];
        "IHDR"u8.CopyTo(chunk);
        BinaryPrimitives.WriteInt32BigEndian(chunk.AsSpan(4), width);
        BinaryPrimitives.WriteInt32BigEndian(chunk.AsSpan(8), height);
        chunk[12] = 8;
        chunk[13] = 2;
        byte[] signature = [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10];
        return [.. signature, 0, 0, 0, 13, .. chunk, .. Crc(chunk), 0, 0, 0, 0, .. "IDAT"u8, .. Crc("IDAT"u8)];
    }

    private static byte[] Crc(ReadOnlySpan<byte> data)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, Crc32.HashToUInt32(data));
        return bytes;
    }
}
