namespace Stylize.Engine.Tests.Codecs;

/// <summary>
/// Zarr 3 arrays from the tests of other programs are read. The first is from zarrs (Copyright 2023 Lachlan Deakin),
/// the others are from zarrita.js (Copyright 2020 Trevor Manz), written by zarr-python; both under the MIT license.
/// Attributes are omitted, and the samples of zarrita.js, nonnegative int16, are declared as uint16.
/// </summary>
/// <remarks>
/// MIT license: Permission is hereby granted, free of charge, to any person obtaining a copy of this software and
/// associated documentation files (the "Software"), to deal in the Software without restriction, including without
/// limitation the rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the
/// Software, and to permit persons to whom the Software is furnished to do so, subject to the following conditions: The
/// above copyright notice and this permission notice shall be included in all copies or substantial portions of the
/// Software. THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT
/// LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT
/// SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF
/// CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN
/// THE SOFTWARE.
/// </remarks>
public sealed class PublishedZarrTests : CodecTest
{
    private static readonly Dictionary<string, (string Header, (string Name, string Bytes)[] Chunks)> Arrays = new()
    {
        ["Sharded"] = (
            """
            {"zarr_format": 3, "node_type": "array", "shape": [8, 8], "data_type": "uint16", "chunk_grid": {"name": "regular",
            "configuration": {"chunk_shape": [4, 8]}}, "chunk_key_encoding": {"name": "default",
            "configuration": {"separator": "/"}}, "fill_value": 0, "codecs": [{"name": "sharding_indexed",
            "configuration": {"chunk_shape": [4, 4], "codecs": [{"name": "bytes", "configuration": {"endian": "little"}},
            {"name": "gzip", "configuration": {"level": 5}}], "index_codecs": [{"name": "bytes",
            "configuration": {"endian": "little"}}, {"name": "crc32c"}], "index_location": "end"}}], "dimension_names": ["y",
            "x"]}
            """,
            [
                ("c/0/0",
                    "H4sIAAAAAAAA/2NhYGVgY2Bn4GHgZeBj4GcQYRBlEGMQZ5BhkGWQY5BnAABvIMrBIAAAAB+LCAAAAAAAAP9jYGBkYGJgZuBg4GTgYuBmEGAQZB"
                    + "BiEGaQYJBkkGKQZgAA6aPHLiAAAAA0AAAAAAAAADQAAAAAAAAAAAAAAAAAAAA0AAAAAAAAAHTIkcQ="),
                ("c/1/0",
                    "H4sIAAAAAAAA/1NhUGVQY1Bn0GHQZdBj0GcwYTBlMGMwZ7BhsGWwY7BnAABbJWLUIAAAAB+LCAAAAAAAAP9TYFBkUGJQZtBg0GTQYtBmMGAwZD"
                    + "BiMGawYLBksGKwZgAA3aZvOyAAAAA0AAAAAAAAADQAAAAAAAAAAAAAAAAAAAA0AAAAAAAAAHTIkcQ="),
            ]),
        ["Ragged"] = (
            """
            {"shape": [3, 3], "data_type": "uint16", "chunk_grid": {"name": "regular", "configuration": {"chunk_shape": [2,
            2]}}, "chunk_key_encoding": {"name": "default", "configuration": {"separator": "/"}}, "fill_value": 0,
            "codecs": [{"name": "sharding_indexed", "configuration": {"chunk_shape": [1, 1], "codecs": [{"name": "bytes",
            "configuration": {"endian": "little"}}, {"name": "gzip", "configuration": {"level": 5}}],
            "index_codecs": [{"name": "bytes", "configuration": {"endian": "little"}}, {"name": "crc32c"}],
            "index_location": "end"}}], "zarr_format": 3, "node_type": "array", "storage_transformers": []}
            """,
            [
                ("c/0/0",
                    "H4sIAGJMzGgA/2NkAAC+I8JYAgAAAB+LCABiTMxoAP9jYQAA+9e1JQIAAAAfiwgAYkzMaAD/Y2IAAH1w73MCAAAAH4sIAGJMzGgA/2NlAAC65q"
                    + "48AgAAAAAAAAAAAAAAFgAAAAAAAAAsAAAAAAAAABYAAAAAAAAAFgAAAAAAAAAWAAAAAAAAAEIAAAAAAAAAFgAAAAAAAAAYBTN7"),
                ("c/0/1",
                    "H4sIAGJMzGgA/2NmAAA8QfRqAgAAAB+LCABiTMxoAP9jYwAAebWDFwIAAAAAAAAAAAAAABYAAAAAAAAA/////////////////////xYAAAAAAA"
                    + "AAFgAAAAAAAAD/////////////////////2IdRhw=="),
                ("c/1/0",
                    "H4sIAGJMzGgA/2NnAAA4hJgOAgAAAB+LCABiTMxoAP/jYAAA95gAiQIAAAAAAAAAAAAAABYAAAAAAAAAFgAAAAAAAAAWAAAAAAAAAP////////"
                    + "//////////////////////////////////yAy1xw=="),
                ("c/1/1",
                    "H4sIAGJMzGgA/+NkAAC2qRuQAgAAAAAAAAAAAAAAFgAAAAAAAAD///////////////////////////////////////////////////////////"
                    + "////+eqYeN"),
            ]),
        ["Mixed"] = (
            """
            {"shape": [3, 3, 3], "data_type": "uint16", "chunk_grid": {"name": "regular", "configuration": {"chunk_shape": [3,
            3, 3]}}, "chunk_key_encoding": {"name": "default", "configuration": {"separator": "/"}}, "fill_value": 0,
            "codecs": [{"name": "sharding_indexed", "configuration": {"chunk_shape": [3, 3, 1], "codecs": [{"name": "bytes",
            "configuration": {"endian": "little"}}, {"name": "gzip", "configuration": {"level": 5}}],
            "index_codecs": [{"name": "bytes", "configuration": {"endian": "little"}}, {"name": "crc32c"}],
            "index_location": "end"}}], "zarr_format": 3, "node_type": "array", "storage_transformers": []}
            """,
            [
                ("c/0/0/0",
                    "H4sIAGJMzGgA/2NgYGZgY+Bk4GHgZxBiEGWQYAAA3mRmQxIAAAAfiwgAYkzMaAD/Y2RgYWBn4GLgZRBgEGYQY5BkAAB/HPcxEgAAAB+LCABiTM"
                    + "xoAP9jYmBl4GDgZuBjEGQQYRBnkGIAAJYXIRESAAAAAAAAAAAAAAAmAAAAAAAAACYAAAAAAAAAJgAAAAAAAABMAAAAAAAAACYAAAAAAAAA/aL9"
                    + "PA=="),
            ]),
        ["Transposed"] = (
            """
            {"shape": [3, 3, 3], "data_type": "uint16", "chunk_grid": {"name": "regular", "configuration": {"chunk_shape": [3,
            3, 1]}}, "chunk_key_encoding": {"name": "default", "configuration": {"separator": "/"}}, "fill_value": 0,
            "codecs": [{"name": "transpose", "configuration": {"order": [2, 1, 0]}}, {"name": "bytes",
            "configuration": {"endian": "little"}}, {"name": "blosc", "configuration": {"typesize": 4, "cname": "zstd",
            "clevel": 5, "shuffle": "noshuffle", "blocksize": 0}}], "zarr_format": 3, "node_type": "array",
            "storage_transformers": []}
            """,
            [
                ("c/0/0/0", "AgGSBBIAAAAQAAAAIgAAAAAACQASAAMADAAVAAYADwAYAA=="),
                ("c/0/0/1", "AgGSBBIAAAAQAAAAIgAAAAEACgATAAQADQAWAAcAEAAZAA=="),
                ("c/0/0/2", "AgGSBBIAAAAQAAAAIgAAAAIACwAUAAUADgAXAAgAEQAaAA=="),
            ]),
    };

    /// <summary>The samples of each array count up from 0 or 1 in row order.</summary>
    [Theory]
    [InlineData("Sharded", 8, 8, 1, 0)]
    [InlineData("Ragged", 3, 3, 1, 1)]
    [InlineData("Mixed", 3, 3, 3, 0)]
    [InlineData("Transposed", 3, 3, 3, 0)]
    public void Arrays_of_other_programs_are_read(string name, int width, int height, int pages, int first)
    {
        Write(name);
        var source = ImageSource.File(Folder);
        var info = Codec.Identify(source);
        Assert.Equal((width, height, pages, 16), (info.Width, info.Height, info.Pages, info.BitsPerSample));
        for (var page = 0; page < pages; page++)
        {
            using var image = Codec.DecodeSamples(source, new DecodeOptions { Page = page });
            Assert.Equal(
                Enumerable.Range(first + (page * width * height), width * height).Select(n => (ushort)n),
                Pixels.Of(image.Planes[0]));
        }
    }

    [Fact]
    public void A_damaged_index_of_a_shard_is_reported()
    {
        Write("Sharded");
        var path = Path.Combine(Folder, "c", "1", "0");
        var bytes = File.ReadAllBytes(path);
        bytes[^10] ^= 1;
        File.WriteAllBytes(path, bytes);
        Fails.Of(StylizeError.ImageUnreadable, () => Codec.DecodeSamples(ImageSource.File(Folder)), path);
    }

    [Fact]
    public void Missing_shards_and_chunks_contain_the_fill_value()
    {
        Write("Sharded", header => header.Replace("\"fill_value\": 0", "\"fill_value\": 9", StringComparison.Ordinal)
            .Replace("{\"name\": \"crc32c\"}", "", StringComparison.Ordinal)
            .Replace("\"endian\": \"little\"}}, ]", "\"endian\": \"little\"}}]", StringComparison.Ordinal)
            .Replace("\"end\"", "\"start\"", StringComparison.Ordinal));
        File.Delete(Path.Combine(Folder, "c", "1", "0"));

        // An index at the start without checksum, of two missing chunks.
        File.WriteAllBytes(Path.Combine(Folder, "c", "0", "0"), [.. Enumerable.Repeat((byte)255, 32)]);
        using var image = Codec.DecodeSamples(ImageSource.File(Folder));
        Assert.All(Pixels.Of(image.Planes[0]), sample => Assert.Equal(9, sample));
    }

    private void Write(string name, Func<string, string>? change = null)
    {
        var (header, chunks) = Arrays[name];
        File.WriteAllText(Path.Combine(Folder, "zarr.json"), change?.Invoke(header) ?? header);
        foreach (var (path, bytes) in chunks)
        {
            var full = Path.Combine(Folder, path);
            Directory.CreateDirectory(Path.GetDirectoryName(full)!);
            File.WriteAllBytes(full, Convert.FromBase64String(bytes));
        }
    }
}
