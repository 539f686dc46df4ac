using System.Buffers;
using System.Collections.Concurrent;
using Stylize.Engine;
using Stylize.Engine.Gaussians;
using Stylize.Engine.Gaussians.Files;
using Stylize.Engine.Imaging;

namespace Stylize.GaussianLibrary;

/// <summary>An open file with its texts. It is freed when it is closed and no call uses it any longer.</summary>
/// <remarks>The pointer of a caller is a number in a table, so a closed image is recognized.</remarks>
internal sealed unsafe class OpenImage(GaussianFile file, GaussianAnimation? animation, int frame)
{
    private static readonly ConcurrentDictionary<nint, OpenImage> Images = new();
    private static long _last;

    private readonly Lock _lock = new();
    private int _uses = 1;

    public GaussianFile File => file;

    /// <summary>The animation of the file, without its frames; null for a single picture.</summary>
    public GaussianAnimation? Animation => animation;

    /// <summary>Number of the frame of the animation, from 0.</summary>
    public int Frame => frame;

    /// <summary>Names and values as zero-terminated UTF-8, in arrays that are not moved.</summary>
    public IReadOnlyList<(byte[] Name, byte[] Value)> Metadata { get; } =
        [.. (animation?.Metadata ?? file.Model.Metadata).Select(entry => (Text(entry.Key), Text(entry.Value)))];

    /// <summary>Reads a file, or a frame of an animation.</summary>
    public static OpenImage Read(ImageSource source, uint frame, GaussianReadOptions options)
    {
        if (!GaussianAnimation.IsAnimation(source))
        {
            return frame == 0 ? Owning(GaussianFileReader.Read(source, options), null, 0)
                : throw new LibraryException(
                    Result.Argument, FormattableString.Invariant($"frame is {frame}; the file is a single picture."));
        }

        var animation = GaussianAnimation.Read(source, options);
        if (frame >= animation.Durations.Count)
        {
            throw new LibraryException(
                Result.Argument,
                FormattableString.Invariant(
                    $"frame is {frame}; the animation has {animation.Durations.Count} frames."));
        }

        var model = animation.Frame((int)frame);
        return Owning(
            new(model, GaussianProfile.Compact, animation.Bytes, [], model.Count, null), animation, (int)frame);
    }

    /// <summary>Returns the pointer of a new image.</summary>
    public static nint Add(OpenImage image)
    {
        try
        {
            var pointer = (nint)Interlocked.Increment(ref _last);
            Images[pointer] = image;
            return pointer;
        }
        catch
        {
            image.File.Dispose();
            throw;
        }
    }

    private static OpenImage Owning(GaussianFile file, GaussianAnimation? animation, int frame) =>
        file.HandedTo(owned => new OpenImage(owned, animation, frame));

    /// <summary>Calls a function with an image, which stays open until it returns.</summary>
    public static void Use(nint pointer, Action<OpenImage> use)
    {
        if (!Images.TryGetValue(pointer, out var image) || !image.Enter()) throw Closed();

        try
        {
            use(image);
        }
        finally
        {
            image.Leave();
        }
    }

    public static void Close(nint pointer)
    {
        if (!Images.TryRemove(pointer, out var image)) throw Closed();

        image.Leave();
    }

    private static LibraryException Closed() => new(Result.Closed, "The image is closed or was never opened.");

    private bool Enter()
    {
        lock (_lock)
        {
            _uses += _uses > 0 ? 1 : 0;
            return _uses > 0;
        }
    }

    private void Leave()
    {
        lock (_lock)
        {
            if (--_uses > 0) return;
        }

        File.Dispose();
    }

    private static byte[] Text(string text)
    {
        var bytes = GC.AllocateArray<byte>(Encoding.UTF8.GetByteCount(text) + 1, pinned: true);
        Encoding.UTF8.GetBytes(text, bytes);
        return bytes;
    }
}

/// <summary>The caller's bytes, without a copy. They are read only during a call.</summary>
internal sealed unsafe class UnmanagedBytes(byte* start, int length) : MemoryManager<byte>
{
    public override Span<byte> GetSpan() => new(start, length);

    public override MemoryHandle Pin(int elementIndex = 0) => new(start + elementIndex);

    public override void Unpin()
    {
    }

    protected override void Dispose(bool disposing)
    {
    }
}
