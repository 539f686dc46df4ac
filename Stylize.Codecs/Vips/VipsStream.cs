namespace Stylize.Codecs.Vips;

/// <summary>Lets libvips read a seekable .NET stream or write one, so that .NET handles opening, sharing and unusual
/// file names on every platform. TIFF also seeks and reads back. Dispose it after every image that was loaded from
/// it.</summary>
internal sealed unsafe class VipsStream : IDisposable
{
    /// <summary>Bytes of a read close to <see cref="_exactUntil"/>, and what counts as close.</summary>
    private const int ExactBytes = 8, CloseBytes = 1024;

    private readonly Stream _stream;
    private readonly long _start;
    private readonly long _exactUntil;
    private GCHandle _self;

    private VipsStream(Stream stream, nint connection, long start, long exactUntil = 0)
    {
        (_stream, _start, _exactUntil) = (stream, start, exactUntil);
        _self = GCHandle.Alloc(this);
        Connection = new VipsObject(connection);
        Connect("read", (delegate* unmanaged[Cdecl]<nint, byte*, long, nint, long>)&Read);
        Connect("seek", (delegate* unmanaged[Cdecl]<nint, long, int, nint, long>)&Seek);
    }

    internal VipsObject Connection { get; }

    /// <summary>The exception of the stream, such as a full disk, which libvips reports only as a failed
    /// call.</summary>
    internal Exception? Failure { get; private set; }

    /// <param name="exactUntil">Position before which libvips gets a few bytes at a time, so that the position of the
    /// stream shows which ones it has used.</param>
    internal static VipsStream Source(Stream stream, long exactUntil = 0) =>
        new(stream, VipsNative.vips_source_custom_new(), 0, exactUntil);

    internal static VipsStream Target(Stream stream)
    {
        var target = new VipsStream(stream, VipsNative.vips_target_custom_new(), stream.CanSeek ? stream.Position : 0);
        target.Connect("write", (delegate* unmanaged[Cdecl]<nint, byte*, long, nint, long>)&Write);
        return target;
    }

    public void Dispose()
    {
        Connection.Dispose();
        _self.Free();
    }

    private void Connect(string signal, void* handler) =>
        VipsNative.g_signal_connect_data(Connection, signal, handler, GCHandle.ToIntPtr(_self), 0, 0);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static long Read(nint connection, byte* buffer, long length, nint data) =>
        Try(data, self => self._stream.Read(new Span<byte>(buffer, (int)Math.Min(length, self.MaxRead))));

    private long MaxRead => (_exactUntil - _stream.Position) switch
    {
        <= 0 => int.MaxValue,
        <= CloseBytes and var left => Math.Min(left, ExactBytes),
        var left => Math.Min(left - CloseBytes, int.MaxValue),
    };

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static long Write(nint connection, byte* buffer, long length, nint data) => Try(data, self =>
    {
        var count = (int)Math.Min(length, int.MaxValue);
        self._stream.Write(new ReadOnlySpan<byte>(buffer, count));
        return count;
    });

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static long Seek(nint connection, long offset, int origin, nint data) => Try(data, self =>
    {
        var from = origin == (int)SeekOrigin.Begin ? self._start + offset : offset;
        return self._stream.Seek(from, (SeekOrigin)origin) - self._start;
    });

    /// <summary>Keeps an exception and returns -1, because exceptions must not pass through libvips.</summary>
    private static long Try(nint data, Func<VipsStream, long> call)
    {
        var self = (VipsStream)GCHandle.FromIntPtr(data).Target!;
        try
        {
            return call(self);
        }
        catch (Exception failure)
        {
            self.Failure ??= failure;
            return -1;
        }
    }
}
