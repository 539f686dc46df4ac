using Stylize.Engine.Gaussians.Editing;
using Stylize.Engine.Tests.Operations;
using Stylize.Workers.Broker;
using Stylize.Workers.Messages;
using Stylize.Workers.Operations;
using Stylize.Workers.Paths;

namespace Stylize.Engine.Tests.Workers;

/// <summary>Tests of messages and submissions that need no broker.</summary>
public sealed class MessageTests
{
    [Theory]
    [InlineData("dot-art", "--background-mask", "gone.png")]
    [InlineData("pixel-art", "--importance", "gone.png")]
    [InlineData("gaussian encode", "--initial-model", "gone.g2d")]
    public void A_missing_file_in_an_option_is_rejected_before_the_broker_is_contacted(
        string command, string option, string file)
    {
        using var folder = new CliFolder();
        folder.Image("a.png");
        var run = folder.Run(
            ["submit", .. command.Split(' '), "a.png", option, file, "-o", "out", "--broker",
            "amqp://127.0.0.1:1/"]).Exits(2);
        Assert.StartsWith($"stylize: OptionInvalid: {option}: '{folder[file]}' does not exist.", run.Error);
    }

    /// <summary>Values that runs of EveryOperationTests do not have.</summary>
    [Fact]
    public void Options_of_every_kind_survive_serialization()
    {
        object[] records =
        [
            new PixelArtOptions
            {
                Palette = new Palette("of, mine", [new Rgba32(1, 2, 3), new Rgba32(255, 0, 16)]),
                Refinement = false, Saturation = 1.0000000000000002,
            },
            new GaussianImageOptions { TimeLimit = TimeSpan.FromSeconds(1.5) },
            new GaussianEditOptions { Move = new PixelOffset(1.25, -3), Crop = new PixelRectangle(1, 2, 30, 40) },
        ];
        Assert.All(records, options =>
        {
            var words = new Dictionary<string, string[]>(OptionSerializer.Write(options, path => path));
            var read = OptionSerializer.Read(options.GetType(), words, new OptionInputs());
            Assert.Empty(OptionSet.ForRecord(options.GetType()).Differences(options, read));
        });
    }

    [Fact]
    public void Reported_values_keep_their_types()
    {
        KeyValuePair<string, object?>[] fields =
        [
            new("Whole", 3), new("Number", 2.5), new("Infinite", double.PositiveInfinity),
            new("Time", TimeSpan.FromTicks(12345)), new("Text", "a"), new("Truth", true), new("Nothing", null),
        ];
        var read = ReportedValue.Read(ReportedValue.Write([.. fields, new("List", new object?[] { 1, "b" })]));
        Assert.Equal(fields, read.SkipLast(1));
        Assert.Equal([1, "b"], (object?[])read[^1].Value!);
    }

    [Fact]
    public void Only_paths_below_mapped_folders_are_mapped()
    {
        var map = new PathMap(["/mnt/lab=/data", "/mnt/lab/fast=/ssd"]);
        Assert.Equal("/data/a/b.png", map.ToThere("/mnt/lab/a/b.png"));
        Assert.Equal("/ssd/b.png", map.ToThere("/mnt/lab/fast/b.png"));
        Assert.Equal("/mnt/lab/a.png", map.ToHere("/data/a.png"));
        Assert.Equal("/database/a.png", map.ToHere("/database/a.png"));
        Assert.Equal(@"Z:\photos\a\b.png", new PathMap([@"/mnt/z=Z:\photos"]).ToThere("/mnt/z/a/b.png"));
        Assert.Throws<StylizeException>(() => new PathMap(["/mnt/lab"]));
    }

    [Fact]
    public void A_password_on_the_command_line_is_rejected_and_not_repeated()
    {
        var failure =
            Assert.Throws<StylizeException>(() => BrokerAddress.Find("amqp://me:s3cret@host/", Path.GetFullPath));
        Assert.Equal(StylizeError.OptionInvalid, failure.Error);
        Assert.DoesNotContain("s3cret", failure.Message + failure.Advice);
    }

    [Fact]
    public void The_name_of_a_broker_contains_no_password()
    {
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, "amqps://me:s3cret@broker.lab/images\n");
            Assert.Equal("amqps://broker.lab:5671/images", BrokerAddress.ReadFile(file).Name);
            File.WriteAllText(file, "adress = amqps://me:s3cret@broker.lab\n");
            Assert.DoesNotContain(
                "s3cret", Assert.Throws<StylizeException>(() => BrokerAddress.ReadFile(file)).ToString());
        }
        finally
        {
            File.Delete(file);
        }
    }
}
