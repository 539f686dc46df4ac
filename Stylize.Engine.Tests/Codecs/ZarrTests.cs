using System.IO.Compression;

namespace Stylize.Engine.Tests.Codecs;

/// <summary>
/// Arrays of Zarr 2 and 3 are read. Headers follow the examples of the specifications; Blosc buffers come from
/// numcodecs 0.11. The array contains 7 n modulo 1000 for n = 0 to 1199 in 40 rows of 30.
/// </summary>
public sealed class ZarrTests : CodecTest
{
    /// <summary>numcodecs: Blosc("lz4", 9, 1, blocksize=1024).</summary>
    private const string Lz4Shuffled =
        "AgEhAmAJAABgCQAAsgEAABQAAAA8AQAA/8kABw4VHCMqMTg/Rk1UW2JpcHd+hYyTmqGor7a9xMvS2eDn7vX8AwoRGB8mLTQ7QklQV15lbHN6gY"
        + "iPlp2kq7K5wMfO1dzj6vH4/wYNFBsiKTA3PkVMU1phaG92fYSLkpmgp661vMPK0djf5u30+wIJEBceJSwzOkFIT1ZdZGtyeYCHjpWco6qxuL/G"
        + "zdTb4gEIDxYdJCsyOUBHTlVcY2pxeH+GjZSboqmwt77FzNPa4ejv9v0ECxIZICcuNTxDSlFYX2ZtdHuCiZCXnqWss7rByM/W3eTr8vnYADMPsA"
        + "AO/xnp8Pf+BQwTGiEoLzY9REtSWWBnbnV8g4qRmJ+mrbS7wsnQ197l7PP62AAzD4gBVw/YABIPiAFXD2ACEg+IAVcPYAISDxADMg+IARIPYAIR"
        + "D+gDsFBtdHuCiVoAAAAfAAEAER8BAQARHwIBABAfAwEADQ+OABEfAI4ANR8CjgAND48A/zEPrAERHwE6AhAPPAI0D48ANg87Ag4PPAISD48AVw"
        + "/KAjYPrQESDx4BDg+PACFQAQEBAQE=";

    /// <summary>numcodecs: Blosc("zlib", 9, 2, blocksize=1024).</summary>
    private const string ZlibBits =
        "AgFkAmAJAABgCQAAWgEAABQAAADTAAAAeNpbtWowgrRBCeQGJQhZjQa10QVWT8FQ442hZgmGmmAMNSsw1OC0fIZx+hlUfAZdSAJdRXoPhqbjGO"
        + "YkY5hjgGEOTssfHG7nl7ep+ACnnT+gCylUoAsJ2KALccijC7Xwowuh23S4HaflDH/YP8gfqGf4z/yD/4F9w3+GGgQTKoXEhEqhaABLoWgAS6EZ"
        + "C5RCMxYohdNyBoYf/+UZGv7/Z2b48B/I+1/PwPDnPz/Dgf//YVIg0f/sDA8QUigawFIoGsBSKBrAUigawFI4LQcAEx0en2sAAAB42u2PsQ2AMA"
        + "wET6KgZARGYTQYjVEYgZICydgSb9ykpsk3fuUkXwxwmGfwsvtcfXLGCy9aolwVzVHuiqYoVtHoc7OKZPgQLTlKbDIBtMmkRptSjSSpTonU5IVS"
        + "ozNMv2rIe3p6/swDLdOOBA==";

    /// <summary>numcodecs: Blosc("zstd", 9, 1, blocksize=1024).</summary>
    private const string ZstdShuffled =
        "AgGRAmAJAAAABAAAXQMAACoCAAAcAAAAVwEAADcBAAAotS/9YAADbQkAZBBIT1ZdZGtyeYCHjpWco6qxuL/GzdTb4unw9/4FDBMaISgvNj1ES1"
        + "JZYGdudXyDipGYn6attLvCydDX3uUECxIZICcuNTxDSlFYX2ZtdHuCiZCXnqWss7rByM/W3eTr8vkABw4VHCMqMTg/Rk1UW2JpcHd+hYyTmqGo"
        + "r7a9xMvS2eDn7vX8AwoRGB8mLTQ7QklQV15lbHN6gYiPlp2kq7K5wMfO1dzj6vH4/wYNFBsiKTA3PkVMU1phaG92fYSLkpmgp661vMPK0djf5u"
        + "zz+gEIDxYdJCsyOUBHTlVcY2pxeH+GjZSboqmwt77FzNPa4ejv9v3t9PsCCRAXHiUsMzpBAgMAAQIDDiBAZzI9jTCKOockFeNFMkhZ/LCZQaOS"
        + "gkXjOwbMNrQsZ+NGA88AAAAotS/9YGAALQYAZAuor7a9xMvS2eDn7vX8AwoRGB8mLTQ7QklQV15lbHN6gYiPlp2kq7K5wMfO1dzj6vH4/wYNFB"
        + "siKTA3PkVMU1phaG92fYSLkpmgp661vMPK0djf5u30+wIJEBceJSwzOkFIT1ZdZGtyeYCHjpWco6qxuL/GzdTb4gEIDxYdJCsyOUBHTlVcY2px"
        + "eH+GjZSboqmwt77FzNPa4ejv9v0ECxIZICcuNTxDSlFYX2ZtdHuCiQABAgMAAQYQAIkkD2dISd4YJwUvAQAAKLUv/WAAAy0JAFQQAAcOFRwjKj"
        + "E4P0ZNVFtiaXB3foWMk5qhqK+2vcTL0tng5+71/AMKERgfJi00O0JJUFdeZWxzeoGIj5adpKuyucDHztXc4+rx+P8GDRQbIikwNz5FTFNaYWhv"
        + "dn2Ei5KZoKeutbzDytHY3+bt9PsCCRAXHiUsMzpBSE9WXWRrcnmAh46VnKOqsbi/xs3U2+IBCA8WHSQrMjlAR05VXGNqcXh/ho2Um6KpsLe+xc"
        + "zT2uHo7/b9BAsSGSAnLjU8Q0pRWF9mbXR7gomQl56lrLO6wcjP1t3k6/L56fD3/gUMExohKC82PURLUllgZ251fIOKkZifpq20u8LJ0Nfe5ezz"
        + "+gABAgMCCgAkoIpJDAoAP4BkASlx8mBxTQHj0Jr9aLGzRY0U";

    /// <summary>numcodecs: Blosc("blosclz", 9, 1, blocksize=1024).</summary>
    private const string BloscLz =
        "AgEBAmAJAABgCQAApwEAABQAAAA5AQAAPwAHDhUcIyoxOD9GTVRbYmlwd36FjJOaoaivtr3Ey9LZH+Dn7vX8AwoRGB8mLTQ7QklQV15lbHN6gY"
        + "iPlp2kq7K5H8DHztXc4+rx+P8GDRQbIikwNz5FTFNaYWhvdn2Ei5KZH6CnrrW8w8rR2N/m7fT7AgkQFx4lLDM6QUhPVl1ka3J5H4CHjpWco6qx"
        + "uL/GzdTb4gEIDxYdJCsyOUBHTlVcY2pxH3h/ho2Um6KpsLe+xczT2uHo7/b9BAsSGSAnLjU8Q0pRF1hfZm10e4KJkJeepayzusHIz9bd5Ovy+e"
        + "A91+AYrx/p8Pf+BQwTGiEoLzY9REtSWWBnbnV8g4qRmJ+mrbS7wgfJ0Nfe5ezz+uA91+Fhh+Ac1+Fhh+IcX+Fhh+IcX+M8D+Ech+IbX+M9D+Ec"
        + "h+NS5wGCiVIAAAAjAAAAAOAXAwEAAeAaAAEBAuAZAAECA+AWAAAD4BeKAQAA4B2O4BuNAALg/1uO4kA64T2s4ECO4hg64hzK4GGO40BYAAHjG1"
        + "nhGB3gLo4CAQEB";

    private static readonly byte[] Plain =
        MemoryMarshal.AsBytes(
            Enumerable.Range(0, 1200).Select(n => (ushort)(n * 7 % 1000)).ToArray().AsSpan()).ToArray();

    [Theory]
    [InlineData(Lz4Shuffled)]
    [InlineData(ZlibBits)]
    [InlineData(ZstdShuffled)]
    public void Blosc_of_every_kind_is_read(string chunk)
    {
        Write(".zarray", Version2("{\"id\": \"blosc\", \"cname\": \"lz4\", \"clevel\": 9, \"shuffle\": 1}"));
        Write("0.0", Convert.FromBase64String(chunk));
        RequirePlain();
    }

    [Theory]
    [InlineData("null", "none")]
    [InlineData("{\"id\": \"zlib\", \"level\": 1}", "zlib")]
    [InlineData("{\"id\": \"gzip\", \"level\": 1}", "gzip")]
    public void Version_2_is_read(string compressor, string packing)
    {
        Write(".zarray", Version2(compressor));
        Write("0.0", Pack(packing, Plain));
        RequirePlain();
    }

    [Theory]
    [InlineData("", "none", "c/0/0")]
    [InlineData(", {\"name\": \"gzip\", \"configuration\": {\"level\": 1}}", "gzip", "c/0/0")]
    [InlineData(
        ", {\"name\": \"gzip\", \"configuration\": {\"level\": 1}}, {\"name\": \"crc32c\"}", "gzip+crc", "c/0/0")]
    public void Version_3_is_read(string codecs, string packing, string chunk)
    {
        Write("zarr.json", Version3(codecs));
        Write(chunk, Pack(packing, Plain));
        RequirePlain();
        if (packing == "gzip+crc")
        {
            var damaged = Pack(packing, Plain);
            damaged[^1] ^= 1;
            Write(chunk, damaged);
            Fails.Of(StylizeError.ImageUnreadable, () => Codec.DecodeSamples(ImageSource.File(Folder)));
        }
    }

    [Fact]
    public void A_missing_chunk_contains_the_fill_value()
    {
        Write(".zarray", Version2("null").Replace("\"fill_value\": 0", "\"fill_value\": 17", StringComparison.Ordinal));
        using var image = Codec.DecodeSamples(ImageSource.File(Folder));
        Assert.Equal(17, image.Planes[0][29, 39]);
    }

    [Theory]
    [InlineData("{\"id\": \"lzma\"}", "lzma")]
    [InlineData("{\"id\": \"blosc\"}", "blosclz")]
    public void The_error_for_an_unsupported_codec_names_it(string compressor, string named)
    {
        Write(".zarray", Version2(compressor));
        Write("0.0", Convert.FromBase64String(BloscLz));
        Fails.Of(StylizeError.FormatUnsupported, () => Codec.DecodeSamples(ImageSource.File(Folder)), named);
    }

    [Theory]
    [InlineData("{\"name\": \"gzip\"}, ", "gzip' next to 'sharding_indexed")]
    [InlineData("", "bz2' for the index of 'sharding_indexed")]
    public void The_error_for_a_codec_around_shards_names_it(string beside, string named)
    {
        const string Sharding =
            "{\"name\": \"sharding_indexed\", \"configuration\": {\"chunk_shape\": [40, 30], \"codecs\": [\"bytes\"], "
            + "\"index_codecs\": [{\"name\": \"bz2\"}]}}";
        Write("zarr.json", Version3("").Replace(
            "{\"name\": \"bytes\", \"configuration\": {\"endian\": \"little\"} }", beside + Sharding,
            StringComparison.Ordinal));
        Fails.Of(StylizeError.FormatUnsupported, () => Codec.Identify(ImageSource.File(Folder)), named);
    }

    [Fact]
    public void Column_major_order_is_read()
    {
        Write(".zarray", Version2("null").Replace("\"C\"", "\"F\"", StringComparison.Ordinal));
        Write("0.0", Columns());
        RequirePlain();
    }

    [Fact]
    public void Transposed_chunks_are_read()
    {
        Write("zarr.json", Version3("").Replace(
            "\"codecs\": [", "\"codecs\": [{\"name\": \"transpose\", \"configuration\": {\"order\": [1, 0]}}, "));
        Write("c/0/0", Columns());
        RequirePlain();
    }

    /// <summary>Shards of 2 x 2 chunks, of which those of the second shard that lie beyond the array are missing.
    /// </summary>
    [Theory]
    [InlineData("start", "")]
    [InlineData("end", ", {\"name\": \"crc32c\"}")]
    public void Shards_are_read(string location, string checksum)
    {
        const string Bytes = "{\"name\": \"bytes\", \"configuration\": {\"endian\": \"little\"} }";
        Write("zarr.json", Version3("").Replace("\"chunk_shape\": [40, 30]", "\"chunk_shape\": [40, 20]").Replace(
            Bytes, "{\"name\": \"sharding_indexed\", \"configuration\": {\"chunk_shape\": [20, 10], \"codecs\": ["
                + $"{Bytes}, {{\"name\": \"gzip\"}}], \"index_codecs\": [{Bytes}{checksum}], "
                + $"\"index_location\": \"{location}\"}}}}").Replace("\"fill_value\": 0", "\"fill_value\": 9"));
        var start = location == "start" ? 4 * 16 : 0;
        for (var shard = 0; shard < 2; shard++)
        {
            List<byte> chunks = [], index = [];
            for (var part = 0; part < 4; part++)
            {
                var (left, top) = ((20 * shard) + (part % 2 * 10), part / 2 * 20);
                var chunk = left < 30 ? Pack("gzip", Part(left, top, 10, 20)) : [];
                index.AddRange(BitConverter.GetBytes(left < 30 ? (long)(start + chunks.Count) : -1));
                index.AddRange(BitConverter.GetBytes(left < 30 ? chunk.LongLength : -1));
                chunks.AddRange(chunk);
            }

            if (checksum.Length > 0) index.AddRange(BitConverter.GetBytes(Crc32C([.. index])));
            Write($"c/0/{shard}", start > 0 ? [.. index, .. chunks] : [.. chunks, .. index]);
        }

        RequirePlain();
        var last = Path.Combine(Folder, "c", "0", "1");
        if (checksum.Length > 0)
        {
            var damaged = File.ReadAllBytes(last);
            damaged[^10] ^= 1;
            Write("c/0/1", damaged);
            Fails.Of(StylizeError.ImageUnreadable, () => Codec.DecodeSamples(ImageSource.File(Folder)), last);
        }

        File.Delete(last);
        using var image = Codec.DecodeSamples(ImageSource.File(Folder));
        Assert.Equal((7 * 19, 9), (image.Planes[0][19, 0], image.Planes[0][20, 0]));
    }

    /// <summary>Returns the samples of a part of the array.</summary>
    private static byte[] Part(int left, int top, int width, int height) =>
    [
        .. Enumerable.Range(top, height).SelectMany(y => Plain.AsSpan(2 * ((y * 30) + left), 2 * width).ToArray()),
    ];

    /// <summary>Returns the samples with the first axis as the fastest, as numpy.asfortranarray does.</summary>
    private static byte[] Columns() =>
        [.. Enumerable.Range(0, 1200).SelectMany(n => Part(n / 40, n % 40, 1, 1))];

    private void RequirePlain()
    {
        var source = ImageSource.File(Folder);
        var info = Codec.Identify(source);
        Assert.Equal((30, 40, 1, 16), (info.Width, info.Height, info.Pages, info.BitsPerSample));
        using var image = Codec.DecodeSamples(source);
        Assert.Equal(MemoryMarshal.Cast<byte, ushort>(Plain).ToArray(), Pixels.Of(image.Planes[0]));
        using var strips = Codec.OpenStrips(source);
        using var strip = new Raster<ushort>(30, 7);
        for (var y = 0; y < 40; y += 7)
        {
            Assert.Equal(Math.Min(7, 40 - y), strips.Read([strip]));
            Assert.True(image.Planes[0].Row(y).SequenceEqual(strip.Row(0)));
        }
    }

    private static string Version2(string compressor) => $$"""
        {"zarr_format": 2, "shape": [40, 30], "chunks": [40, 30], "dtype": "<u2", "compressor": {{compressor}}, "fill_value": 0,
         "order": "C", "filters": null}
        """;

    private static string Version3(string codecs) => $$$"""
        {"zarr_format": 3, "node_type": "array", "shape": [40, 30], "data_type": "uint16", "fill_value": 0,
         "chunk_grid": {"name": "regular", "configuration": {"chunk_shape": [40, 30]}},
         "chunk_key_encoding": {"name": "default", "configuration": {"separator": "/"}},
         "codecs": [{"name": "bytes", "configuration": {"endian": "little"} }{{{codecs}}}], "dimension_names": ["y", "x"], "attributes": {}}
        """;

    private static byte[] Pack(string packing, byte[] data)
    {
        using var packed = new MemoryStream();
        using (Stream stream = packing switch
        {
            "zlib" => new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true),
            "none" => new BufferedStream(packed),
            _ => new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true),
        })
        {
            stream.Write(data);
            stream.Flush();
            if (packing == "none") return packed.ToArray();
        }

        return packing == "gzip+crc"
            ? [.. packed.ToArray(), .. BitConverter.GetBytes(Crc32C(packed.ToArray()))] : packed.ToArray();
    }

    /// <summary>Computes CRC-32C bit by bit with the reflected polynomial 0x82F63B78.</summary>
    private static uint Crc32C(byte[] data)
    {
        var crc = uint.MaxValue;
        foreach (var value in data)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) != 0 ? (crc >> 1) ^ 0x82F63B78 : crc >> 1;
            }
        }

        return ~crc;
    }

    private void Write(string name, string text) => Write(name, Encoding.UTF8.GetBytes(text));

    private void Write(string name, byte[] data)
    {
        var path = Path.Combine(Folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, data);
    }
}
