namespace Stylize.Engine.Tests.Hostile;

/// <summary>Writes a small OME-Zarr of version 0.4 whose parts contradict each other.</summary>
internal static class HostileZarr
{
    public static void Write(
        string folder, string shape, string chunks, string dataset = "0", string separator = "/",
        string axes = """["y", "x"]""")
    {
        Directory.CreateDirectory(Path.Combine(folder, "0"));
        File.WriteAllText(Path.Combine(folder, ".zgroup"), """{"zarr_format": 2}""");
        File.WriteAllText(Path.Combine(folder, ".zattrs"), $$"""
            {"multiscales": [{"version": "0.4", "axes": {{axes}}, "datasets": [{"path": "{{dataset}}"}]}]}
            """);
        File.WriteAllText(Path.Combine(folder, "0", ".zarray"), $$"""
            {"zarr_format": 2, "shape": {{shape}}, "chunks": {{chunks}}, "dtype": "<u2", "compressor": null, "filters": null,
            "fill_value": 0, "order": "C", "dimension_separator": "{{separator}}"}
            """);
    }
}
