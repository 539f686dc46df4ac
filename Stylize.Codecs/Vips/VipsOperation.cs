namespace Stylize.Codecs.Vips;

/// <summary>A call of a libvips operation: set arguments, then call <see cref="Run"/> or <see cref="RunToImage"/>.</summary>
internal sealed class VipsOperation : IDisposable
{
    private readonly string _name;
    private VipsObject _operation;

    internal VipsOperation(string name)
    {
        _name = name;
        _operation = new VipsObject(VipsNative.vips_operation_new(name));
        if (_operation.IsInvalid) throw VipsFailure.Take(name);
    }

    internal static bool Exists(string name) => VipsNative.vips_type_find("VipsOperation", name) != 0;

    /// <summary>Sets a number, choice, flag or array, which libvips parses from text. Do not use it for images or text from a user, because
    /// libvips would open files of that name.</summary>
    internal VipsOperation Set(string argument, string value)
    {
        if (VipsNative.vips_object_set_argument_from_string(_operation, argument, value) != 0)
        {
            throw VipsFailure.Take($"{_name} {argument}={value}");
        }

        return this;
    }

    internal VipsOperation Set(string argument, int value) =>
        Set(argument, value.ToString(System.Globalization.CultureInfo.InvariantCulture));

    internal VipsOperation Set(string argument, VipsObject value, string type)
    {
        var boxed = default(GValue);
        VipsNative.g_value_init(ref boxed, VipsNative.g_type_from_name(type));
        VipsNative.g_value_set_object(ref boxed, value);
        VipsNative.g_object_set_property(_operation, argument, boxed);
        VipsNative.g_value_unset(ref boxed);
        return this;
    }

    internal VipsOperation SetImage(string argument, VipsObject image) => Set(argument, image, "VipsImage");

    internal void Run()
    {
        var built = VipsNative.vips_cache_operation_build(_operation);
        if (built == 0) throw VipsFailure.Take(_name);

        _operation.Dispose();
        _operation = new VipsObject(built);
    }

    internal VipsObject RunToImage()
    {
        Run();
        var boxed = default(GValue);
        VipsNative.g_value_init(ref boxed, VipsNative.g_type_from_name("VipsImage"));
        VipsNative.g_object_get_property(_operation, "out", ref boxed);

        // The handle takes over the reference of the value, so the value is not unset.
        return new VipsObject(VipsNative.g_value_get_object(boxed));
    }

    internal VipsObject RunOnce()
    {
        using (this)
        {
            return RunToImage();
        }
    }

    public void Dispose()
    {
        VipsNative.vips_object_unref_outputs(_operation);
        _operation.Dispose();
    }
}
