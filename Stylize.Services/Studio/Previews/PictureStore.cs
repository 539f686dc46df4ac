using Stylize.Studio.Messages;

namespace Stylize.Studio.Previews;

/// <summary>The last pictures, each with an address.</summary>
internal sealed class PictureStore(StudioLimits limits)
{
    private readonly Lock _gate = new();
    private readonly LinkedList<StoredPicture> _pictures = [];
    private long _bytes;
    private long _last = limits.NumberBefore;

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _pictures.Count;
            }
        }
    }

    /// <summary>Returns the kept picture with a key, as the newest; null if it was not added or was dropped.</summary>
    public StoredPicture? ForKey(object key)
    {
        lock (_gate)
        {
            if (_pictures.LastOrDefault(picture => key.Equals(picture.Key)) is not { } found) return null;

            _pictures.Remove(found);
            _pictures.AddLast(found);
            return found;
        }
    }

    /// <summary>Keeps a picture, and drops the oldest ones beyond the limits.</summary>
    /// <param name="key">Finds the picture again; null if it is used once.</param>
    public StoredPicture Add(PagePicture picture, object? key = null)
    {
        lock (_gate)
        {
            var stored = new StoredPicture(++_last, picture, key);
            _pictures.AddLast(stored);
            _bytes += picture.Bytes.Length;
            while (_pictures.Count > 1 && (_pictures.Count > limits.Pictures || _bytes > limits.PictureBytes))
            {
                _bytes -= _pictures.First!.Value.Picture.Bytes.Length;
                _pictures.RemoveFirst();
            }

            return stored;
        }
    }

    /// <summary>Returns a picture; null if it was dropped.</summary>
    public PagePicture? Find(string number)
    {
        lock (_gate)
        {
            return long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var wanted)
                ? _pictures.FirstOrDefault(picture => picture.Number == wanted)?.Picture
                : null;
        }
    }
}

/// <summary>A picture as a browser reads it.</summary>
internal sealed record PagePicture(string Type, byte[] Bytes, int Width, int Height)
{
    private const int Quality = 92;
    private const long LosslessPixels = 3_000_000;

    /// <summary>True if each pixel is a cell, to be shown as a square.</summary>
    public bool IsPixelated { get; init; }

    /// <summary>Encodes a picture: PNG, or JPEG if it is large and opaque, and if the codec writes it.</summary>
    public static PagePicture Encode(Raster<Rgba32> picture, IImageCodec codec, bool isPhotograph)
    {
        // The page in the same browser needs no compression.
        var isSent = codec.WriteFormats.Contains(ImageFormat.Jpeg);
        var isJpeg = isSent && (isPhotograph || picture.PixelCount > LosslessPixels) && Opacity.IsOpaque(picture);
        using var file = new MemoryStream();
        codec.Encode(picture, file, new EncodeOptions(isJpeg ? ImageFormat.Jpeg : ImageFormat.Png)
        {
            Quality = Quality, Compression = isSent ? LosslessCompression.Fast : LosslessCompression.None,
        });
        return new PagePicture(isJpeg ? "image/jpeg" : "image/png", file.ToArray(), picture.Width, picture.Height);
    }
}

internal sealed record StoredPicture(long Number, PagePicture Picture, object? Key)
{
    public Fields Description => new()
    {
        ["url"] = Invariant($"/api/picture/{Number}"),
        ["width"] = Picture.Width, ["height"] = Picture.Height, ["type"] = Picture.Type, ["isPixelated"] =
            Picture.IsPixelated,
    };
}
