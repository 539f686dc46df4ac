namespace Stylize.Codecs.Zarr;

/// <summary>Undoes one step of the packing of a chunk.</summary>
internal interface IZarrCodec
{
    /// <summary>Unpacks bytes.</summary>
    /// <param name="packed">The bytes.</param>
    /// <param name="size">Bytes that an unpacked chunk has.</param>
    /// <exception cref="InvalidDataException">They are damaged.</exception>
    byte[] Decode(byte[] packed, int size);
}
