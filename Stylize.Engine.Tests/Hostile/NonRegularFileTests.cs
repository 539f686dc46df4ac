using Stylize.Engine.Runs.Update;
using Stylize.Workers.Broker;

namespace Stylize.Engine.Tests.Hostile;

/// <summary>Pipes and devices in place of files other than images are refused immediately, without waiting.</summary>
public sealed class NonRegularFileTests : CliTest
{
    [Theory]
    [InlineData(NonRegularFile.Fifo)]
    [InlineData(NonRegularFile.Endless)]
    public void A_broker_address_is_read_from_a_regular_file(string kind)
    {
        Fails.Of(StylizeError.OptionInvalid, () => BrokerAddress.ReadFile(NonRegularFile.Put(_folder["broker"], kind)),
            NonRegularFile.Words(kind));
        var secured = _folder.File("secured", $"address = amqps://host\nca = {_folder["broker"]}\n");
        Assert.Contains(
            NonRegularFile.Words(kind), Assert.Throws<StylizeException>(() => BrokerAddress.ReadFile(secured)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void An_address_may_repeat_a_name()
    {
        var address = BrokerAddress.ReadFile(_folder.File("broker", "amqp://h/?a=1&a=2\n"));
        Assert.Equal("amqp://h:5672/", address.Name);
    }

    [Theory]
    [InlineData(NonRegularFile.Fifo)]
    [InlineData(NonRegularFile.Endless)]
    public void The_cache_of_source_hashes_is_ignored_with_a_warning(string kind)
    {
        var image = _folder.Image("in/a.png");
        var cache = _folder["cache"];
        var settled = DateTime.UtcNow.AddMinutes(-1);
        File.SetLastWriteTimeUtc(image, settled);
        using (var hashes = new SourceHashes(cache))
        {
            hashes.HashOf(ImageSource.File(image));
        }

        NonRegularFile.Put(Assert.Single(Directory.GetFiles(cache)), kind);
        using var again = new SourceHashes(cache);
        Assert.Equal(64, again.HashOf(ImageSource.File(image)).Length);
        Assert.Contains(NonRegularFile.Words(kind), Assert.Single(again.Problems), StringComparison.Ordinal);
    }

    [Fact]
    public void An_update_says_that_a_cache_is_ignored()
    {
        var image = _folder.Image("in/a.png");
        using (var probe = new SourceHashes())
        {
            File.SetLastWriteTimeUtc(image, DateTime.UtcNow.AddMinutes(-1));
            probe.HashOf(ImageSource.File(image));
        }

        var files = Directory.GetFiles(UserCache.Folder("sources")!);
        var own = files.Single(file => File.ReadAllText(file).Contains("\ta.png", StringComparison.Ordinal)
            && File.GetLastWriteTimeUtc(file) > DateTime.UtcNow.AddMinutes(-1) && IsOf(file, image));
        NonRegularFile.Put(own, NonRegularFile.Endless);
        _folder.Run("pixel-art", "in/a.png", "-o", "out", "--width", "8", "--update").Exits(
            0, "cache of source hashes");

        static bool IsOf(string file, string image) => Path.GetFileNameWithoutExtension(file)
            == Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(
                Encoding.UTF8.GetBytes(Path.GetDirectoryName(image)!)).AsSpan(0, 12));
    }

    [Theory]
    [InlineData(".zattrs", NonRegularFile.Fifo)]
    [InlineData(".zattrs", NonRegularFile.Endless)]
    [InlineData("0/.zarray", NonRegularFile.Fifo)]
    [InlineData("0/.zarray", NonRegularFile.Endless)]
    [InlineData("0/0/0", NonRegularFile.Fifo)]
    [InlineData("0/0/0", NonRegularFile.Endless)]
    public void A_Zarr_consists_of_regular_files(string part, string kind)
    {
        HostileZarr.Write(_folder["x.zarr"], """[8, 8]""", """[8, 8]""");
        NonRegularFile.Put(_folder["x.zarr/" + part], kind);
        var plan = PlatePlan.Make([_folder["x.zarr"]], new PlateOptions(), ImageCodecs.Default);
        if (plan.Tiles.Count == 0)
        {
            Assert.Contains(NonRegularFile.Words(kind), Assert.Single(plan.Problems).Message, StringComparison.Ordinal);
        }
        else
        {
            var failure = Assert.Throws<StylizeException>(
                () => ImageCodecs.Default.DecodeSamples(ImageSource.File(Assert.Single(plan.Tiles).Path)));
            Assert.Contains(NonRegularFile.Words(kind), failure.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(NonRegularFile.Fifo)]
    [InlineData(NonRegularFile.Endless)]
    public void The_metadata_of_a_set_is_a_regular_file(string kind)
    {
        HostileTiff.Write(_folder["a.ome.tif"], """<OME><BinaryOnly MetadataFile="m.xml" UUID="urn:1"/></OME>""");
        NonRegularFile.Put(_folder["m.xml"], kind);
        var plan = PlatePlan.Make([_folder["a.ome.tif"]], new PlateOptions(), ImageCodecs.Default);
        Assert.Contains(NonRegularFile.Words(kind), Assert.Single(plan.Problems).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(NonRegularFile.Fifo)]
    [InlineData(NonRegularFile.Endless)]
    public void Databases_and_lists_are_regular_files(string kind)
    {
        var path = NonRegularFile.Put(_folder["x.sqlite"], kind);
        string[][] commands =
        [
            ["merge", "x.sqlite", "-o", "joined.sqlite"], ["tracks", "x.sqlite"],
            ["pixel-art", "--input-list", "x.sqlite"], ["dot-art", _folder.Image("a.png"), "--pen", "x.sqlite"],
        ];
        foreach (var command in commands)
        {
            var run = _folder.Run(command);
            Assert.InRange(run.ExitCode, 1, 2);
            Assert.Contains(NonRegularFile.Words(kind), Assert.Single(run.ErrorLines), StringComparison.Ordinal);
        }

        Assert.Contains(
            NonRegularFile.Words(kind),
            Assert.Throws<StylizeException>(() => MeasurementStores.Open(path)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_list_without_an_end_is_refused()
    {
        using var endless = new EndlessLines();
        var failure =
            Assert.Throws<StylizeException>(() => ListedPaths.Read(endless, "/dev/fd/63", nul: false, 100_000).Count());
        Assert.Contains("characters", failure.Message, StringComparison.Ordinal);
    }

    private sealed class EndlessLines : MemoryStream
    {
        public override int Read(Span<byte> buffer)
        {
            buffer.Fill((byte)'\n');
            return buffer.Length;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));
    }
}
