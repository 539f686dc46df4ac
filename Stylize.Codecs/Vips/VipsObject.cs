namespace Stylize.Codecs.Vips;

/// <summary>A counted reference to a GObject: an image, region, operation, source or target.</summary>
internal sealed class VipsObject : SafeHandle
{
    /// <param name="reference">A reference whose ownership is transferred; null creates an invalid handle.</param>
    internal VipsObject(nint reference)
        : base(0, ownsHandle: true) => SetHandle(reference);

    internal static VipsObject Share(VipsObject other) => new(VipsNative.g_object_ref(other));

    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        VipsNative.g_object_unref(handle);
        return true;
    }
}
