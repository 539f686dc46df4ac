using Stylize.Engine.Catalog.Completion;
using Stylize.Engine.Operations.Provenance;
using Stylize.Engine.Tests.DotArt;
using Stylize.Engine.Tests.VectorArt;

namespace Stylize.Engine.Tests.Drawings;

/// <summary>Checks each row of the output formats.</summary>
public sealed class FormatTests
{
    private static readonly Pen Black = new(0.3, new Rgba32(0, 0, 0));

    public static TheoryData<DrawingFormat> Formats => [.. Enum.GetValues<DrawingFormat>()];

    [Theory]
    [MemberData(nameof(Formats))]
    public void A_row_names_the_outputs_and_is_listed_and_completed(DrawingFormat format)
    {
        var row = DrawingFormatDefinition.ForFormat(format);
        var names = DotArtOperation.NamesOf(new() { Format = format });
        Assert.Equal(".dots" + row.Extensions[0], names.Suffix);
        Assert.Equal(row.Extensions, names.SameExtensions);
        Assert.All(row.Extensions, extension => Assert.Contains(extension, names.Extensions));
        var traced = VectorArtOperation.NamesOf(new() { Format = format });
        Assert.Equal((".traced" + row.Extensions[0], names.SameExtensions), (traced.Suffix, traced.SameExtensions));
        var listed = Assert.Single(FormatSupport.ListFor(ImageCodecs.Default), listed => listed.Format == $"{format}");
        Assert.True(listed.Writes);
        Assert.Subset(listed.Extensions.ToHashSet(), row.Extensions.ToHashSet());
        foreach (var options in new[] { OptionSet.ForRecord<DotArtOptions>(), OptionSet.ForRecord<VectorArtOptions>() })
        {
            var candidates = Candidates.ForOption(options.Find("Format")!, () => []);
            Assert.Equal(row.Help, Assert.Single(candidates, candidate => candidate.Text == $"{format}").Tip);
        }
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void A_file_has_the_provenance_and_what_its_format_cannot_hold_is_refused(DrawingFormat format)
    {
        var row = DrawingFormatDefinition.ForFormat(format);
        using var image = Pictures.Busy(60, 40);
        var record = ProvenanceRecord.Create("dot-art", 1, [], "picture.png", new string('a', 64));
        foreach (var pens in new[] { null, new[] { Black } })
        {
            var operation = new DotArtOperation(new() { DotCount = 50, Format = format, Plot = new() { Pens = pens } });
            using var result = operation.Run(
                ImageInput.Pixels(image, ImageCodecs.Default, "picture.png"),
                new OperationContext { Provenance = record });
            var read = ProvenanceReader.Read(ImageSource.Memory(result.Bytes(), "drawing"), ImageCodecs.Default);
            Assert.Equal(record.Source, read!.Source);
        }

        using var traced = Drawn.Run(image, new() { Format = format }, record);
        Assert.Equal(record.Source,
            ProvenanceReader.Read(ImageSource.Memory(traced.Bytes(), "areas"), ImageCodecs.Default)!.Source);

        var wash = DotArtOptions.Presets["Watercolor"] with { Format = format };
        Assert.Equal(row.HasTransparency, Record.Exception(wash.Validate) is null);
        var machine =
            new DotArtOptions { Format = format,
                Plot = new() { Machine = new() { MachineName = Machine.DefaultName } } };
        Assert.Equal(row.UsesMachine, Record.Exception(machine.Validate) is null);
        Assert.Equal(row.HasStrokes, (machine.Plot with { Pens = [Black] }).IsForPens(format));
    }

    [Fact]
    public void Refusals_list_the_formats_that_fit()
    {
        var wash = DotArtOptions.Presets["Watercolor"] with { Format = DrawingFormat.Gcode };
        Assert.Contains(
            "Svg, Png, Pdf or Tiff", Assert.Throws<StylizeException>(wash.Validate).Message, StringComparison.Ordinal);
        var machine = new DotArtOptions { Plot = new() { Machine = new() { MachineName = Machine.DefaultName } } };
        Assert.Contains("Gcode", Assert.Throws<StylizeException>(machine.Validate).Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void A_drawing_without_shapes_is_a_readable_file(DrawingFormat format)
    {
        using var white = Pictures.Flat(20, 10, new Rgba32(255, 255, 255));
        using var clear = new Raster<Rgba32>(20, 10, clear: true);
        using var dots = Dots.Run(white, new() { DotCount = 10, Format = format });
        using var areas = Drawn.Run(clear, new() { Format = format });
        Assert.True(dots.Dots.IsEmpty);
        foreach (IArtifact artifact in new IArtifact[] { dots, areas })
        {
            var file = artifact.Bytes();
            Assert.NotEmpty(file);
            if (format == DrawingFormat.Dxf) Assert.Empty(DxfFile.Read(file).Entities);
        }
    }
}
