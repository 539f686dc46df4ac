using System.Xml;
using System.Xml.Linq;
using Stylize.Engine.Gaussians.Editing;
using Stylize.Engine.Gaussians.Files.Container;
using Stylize.Engine.Operations.Provenance;

namespace Stylize.Engine.Tests.Operations.Provenance;

/// <summary>Text forms of provenance records.</summary>
public sealed class ProvenanceTextTests
{
    private static readonly string Hash = string.Concat(Enumerable.Repeat("0123456789abcdef", 4));

    [Theory]
    [InlineData("a.png")]
    [InlineData("it's; \"quoted\" <&> -->.png")]
    [InlineData("日本 é 😀\\.png")]
    [InlineData("line\nbreak\t.png")]
    [InlineData("ends in \\\"")]
    public void Every_form_reads_as_the_record_it_was_written_from(string name)
    {
        var record = Record(
            [new("Colors", "8"), new("Split", "true"), new("Name", name), new("Odd", "007")]) with { Source = name };
        Same(record, ProvenanceText.Read(ProvenanceText.Write(record)));

        var ascii = ProvenanceText.WriteAscii(record);
        Assert.DoesNotContain(ascii, letter => letter is '"' or ';' or < ' ' or > '~');
        Same(record, ProvenanceText.Read(ascii));

        var svg = $"<svg xmlns=\"http://www.w3.org/2000/svg\">\n{ProvenanceMarkup.Svg(record)}\n</svg>";
        Same(record, Read(svg));
        Same(record,
            ProvenanceText.Read(
                XDocument.Parse(svg).Descendants().Single(e => e.Name.LocalName == "Provenance").Value));
        Same(record, Read($"<!DOCTYPE html><head>{ProvenanceMarkup.Html(record)}</head>"));
        Same(record, Read($"IN;{ProvenanceMarkup.Hpgl(record)}SP1;"));
        Same(record, Read($"GIMP Palette\n{ProvenanceMarkup.Line(record)}\n0 0 0\n"));
        XmlConvert.VerifyXmlChars(ProvenanceText.Write(record));
    }

    [Fact]
    public void The_text_is_a_JSON_object_with_typed_values()
    {
        var record = Record(
            [new("Colors", "8"), new("Gap", "0.25"), new("Split", "true"), new("Palette", "pico-8"),
                new("Mask", "mask.png") { FileSha256 = Hash }]) with
        {
            Source = "a.png",
        };
        Assert.Equal(
            $$$"""
            {"program":"Stylize 1.0.0","operation":"text","version":3,
            "options":{"Colors":8,"Gap":0.25,"Split":true,"Palette":"pico-8","Mask":{"file":"mask.png","sha256":"{{{Hash}}}"}},
            "source":"a.png","sha256":"{{{Hash}}}"}
            """.ReplaceLineEndings(""),
            ProvenanceText.Write(record));
    }

    [Theory]
    [InlineData("")]
    [InlineData("made by a test")]
    [InlineData("{}")]
    [InlineData("[1]")]
    [InlineData("{\"program\":1,\"operation\":\"a\",\"version\":1,\"sha256\":\"\"}")]
    [InlineData("{\"program\":\"p\",\"operation\":\"a\",\"version\":1e99,\"options\":[],\"sha256\":\"\"}")]
    public void Other_text_is_not_a_record(string text) => Assert.Null(ProvenanceText.Read(text));

    [Fact]
    public void Options_too_long_for_a_comment_are_replaced_by_their_digest()
    {
        var record = Record([new("Colors", new string('7', 40_000))]);
        var read = ProvenanceText.Read(ProvenanceText.Write(record))!;
        Assert.Null(read.Options);
        Assert.True(read.IsEquivalentTo(record));
        Assert.False(read.IsEquivalentTo(Record([new("Colors", "8")])));
    }

    [Fact]
    public void A_file_counts_by_its_bytes_and_not_by_its_name()
    {
        var one = Record([new("Mask", "a.png") { FileSha256 = Hash }]);
        Assert.True(one.IsEquivalentTo(Record([new("Mask", "b.png") { FileSha256 = Hash }])));
        Assert.False(one.IsEquivalentTo(Record([new("Mask", "a.png") { FileSha256 = "0" + Hash[1..^1] + "0" }])));
    }

    [Fact]
    public void The_chunk_of_a_Gaussian_image_has_at_most_80_bytes_and_reads_the_same()
    {
        var options = new GaussianImageOptions
        {
            TargetPsnr = 32.25, Iterations = 1000, Quality = FitQuality.Best,
            Profile = GaussianProfile.Standard, Preview = true,
        };
        var record = Record(ProvenanceOptions.FromRecord(options)) with { Operation = "gaussian encode" };
        var bare = EmptyFile();
        var file = ProvenanceChunk.Insert(bare, record, OptionSet.ForRecord<GaussianImageOptions>());
        Assert.InRange(file.Length - bare.Length, 45, 80);
        var read = OutputProvenance.Read(ImageSource.Memory(file, "x"), ImageCodecs.Default)!;
        Assert.True(read.IsEquivalentTo(record));
        Assert.Equal(record.Options, read.Options);
        using var whole = GaussianFileReader.Read(file, "x");

        var many = record with { Options = [.. record.Options!, new("TargetSize", new string('9', 18))] };
        file = ProvenanceChunk.Insert(bare, many, OptionSet.ForRecord<GaussianImageOptions>());
        Assert.InRange(file.Length - bare.Length, 45, 80);
        read = OutputProvenance.Read(ImageSource.Memory(file, "x"), ImageCodecs.Default)!;
        Assert.Null(read.Options);
        Assert.True(read.IsEquivalentTo(many));
    }

    [Theory]
    [InlineData(typeof(GaussianImageOptions))]
    [InlineData(typeof(GaussianEditOptions))]
    public void No_two_options_share_the_bits_that_stand_for_them(Type options)
    {
        var tags = OptionSet.ForRecord(options).All.Select(option => ProvenanceChunk.Tag(option.Name));
        Assert.Equal(tags.Count(), tags.Distinct().Count());
    }

    private static byte[] EmptyFile()
    {
        using var model =
            new Stylize.Engine.Gaussians.GaussianModel(new Stylize.Engine.Gaussians.GaussianStore(0), 4, 4);
        return GaussianFileWriter.ToBytes(model);
    }

    private static ProvenanceRecord Record(IReadOnlyList<ProvenanceOption> options) => new()
    {
        Program = "Stylize 1.0.0",
        Operation = "text",
        OperationVersion = 3,
        Options = options,
        SourceSha256 = Hash,
    };

    private static ProvenanceRecord? Read(string file) =>
        OutputProvenance.Read(ImageSource.Memory(System.Text.Encoding.UTF8.GetBytes(file), "x"), ImageCodecs.Default);

    private static void Same(ProvenanceRecord expected, ProvenanceRecord? read)
    {
        Assert.NotNull(read);
        Assert.Equal(expected.Options, read.Options);
        Assert.Equal(expected with { Options = null }, read with { Options = null });
    }
}
