namespace Stylize.Engine.Tests.Catalog;

public sealed class FormatSupportTests
{
    [Theory]
    [InlineData("Svg", ".svg")]
    [InlineData("Html", ".html")]
    [InlineData("Hpgl", ".hgl", ".hpgl", ".plt")]
    [InlineData("Gcode", ".gcode", ".nc")]
    public void Formats_that_operations_draw_are_written(string format, params string[] extensions)
    {
        var row = Assert.Single(FormatSupport.ListFor(ImageCodecs.Default), row => row.Format == format);
        Assert.True(row.Writes);
        Assert.Equal(extensions, row.Extensions);
    }

    [Fact]
    public void Other_formats_are_those_of_the_codec()
    {
        foreach (var row in FormatSupport.ListFor(ImageCodecs.Default)
            .Where(row => Enum.TryParse<ImageFormat>(row.Format, out _)))
        {
            var format = Enum.Parse<ImageFormat>(row.Format);
            Assert.Equal(ImageCodecs.Default.ReadFormats.Contains(format), row.Reads);
            Assert.True(row.Writes || !ImageCodecs.Default.WriteFormats.Contains(format));
        }
    }
}
