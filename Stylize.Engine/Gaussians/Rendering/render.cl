// Draws prepared Gaussians (PreparedGaussian, four float4 each) into the samples of a picture.

#define NORMALIZED 0
#define ADDITIVE 1
#define OVER 2

// gaussians: four float4 each: (center x, center y, slope, across row), (row, ...), (..., channel 0), (channels 1 to 4).
// boxes: first row, last row, first column, last column.
// entries, ranges: the Gaussians of each cell, and its first and end entry.
// cells: left, top, right, bottom of the cells in samples. squares: squares per cell, across and down.
// first_cell: column and row of the first cell to draw, number of cells across.
// area: first column, first row and width of the samples that the buffer holds.
// window_floor: exp(-cutoff^2 / 2). share: weight of the background. full: alpha above which a sample is finished.
SQUARE_KERNEL draw(
    __global const float4* gaussians, __global const int4* boxes, __global const int* entries, __global const int2* ranges,
    __global const int4* cells, int squares_across, int squares_down, int4 first_cell, int4 area, int compositing, int has_alpha,
    float window_floor, float share, float full, float4 background, __global float4* samples)
{
    __local float4 geometry[GROUP];
    __local float4 color[GROUP];
    __local float2 more[GROUP];
    __local uint mask[WORDS];
    __local uint unfinished;

    int lx = get_local_id(0), ly = get_local_id(1), item = ly * SIDE + lx;
    int cell_column = get_group_id(0) / squares_across, cell_row = get_group_id(1) / squares_down;
    int cell = (first_cell.y + cell_row) * first_cell.z + first_cell.x + cell_column;
    int4 bounds = cells[cell];
    int left = bounds.x + (get_group_id(0) - cell_column * squares_across) * SIDE;
    int top = bounds.y + (get_group_id(1) - cell_row * squares_down) * SIDE;
    int right = min(left + SIDE, bounds.z), bottom = min(top + SIDE, bounds.w);
    if (left >= right || top >= bottom) return;

    int x = left + lx, y = top + ly;
    int inside = x < right && y < bottom;
    float4 sum = 0;
    float sum4 = 0;
    int2 range = ranges[cell];
    for (int first = range.x; first < range.y; first += GROUP)
    {
        if (item < WORDS) mask[item] = 0;
        if (item == 0) unfinished = 0;
        barrier(CLK_LOCAL_MEM_FENCE);
        if (compositing == OVER && inside && sum.w <= full) atomic_or(&unfinished, 1);
        if (first + item < range.y)
        {
            int index = entries[first + item];
            int4 box = boxes[index];
            if (box.x < bottom && box.y >= top && box.z < right && box.w >= left)
            {
                float4 a = gaussians[4 * index], b = gaussians[4 * index + 1];
                float4 c = gaussians[4 * index + 2], d = gaussians[4 * index + 3];
                geometry[item] = a;
                color[item] = (float4)(c.w, d.x, d.y, d.z);
                more[item] = (float2)(b.x, d.w);
                MARK(mask, item);
            }
        }

        barrier(CLK_LOCAL_MEM_FENCE);
        if (compositing == OVER && unfinished == 0) break;

        FOR_EACH_MARKED(mask)
        {
            float4 g = geometry[k];
            float2 m = more[k];
            float dy = y - g.y;
            float dx = x - (g.x + g.z * dy);
            float w = exp2(max(-126.0f, g.w * dx * dx + m.x * dy * dy)) - window_floor;
            if (w <= 0) continue;

            float4 c = color[k];
            if (compositing == OVER)
            {
                float covered = (1 - sum.w) * min(1.0f, w * c.w);
                covered = sum.w <= full ? covered : 0;
                sum += (float4)(covered * c.x, covered * c.y, covered * c.z, covered);
            }
            else
            {
                sum += w * c;
                sum4 += w * m.y;
            }
        }

        barrier(CLK_LOCAL_MEM_FENCE);
    }

    if (!inside) return;

    // The sums of a model that is not normalized hold no weight: their fourth is alpha.
    float alpha = compositing == NORMALIZED ? sum4 : sum.w;
    float behind = compositing == OVER ? 1 - sum.w : share;
    float4 v = (float4)(sum.x, sum.y, sum.z, alpha) + behind * background;
    if (compositing == NORMALIZED) v *= 1 / (sum.w + share);
    v.w = has_alpha ? clamp(v.w, 0.0f, 1.0f) : 1;
    v.xyz = clamp(v.xyz, 0.0f, v.w);
    samples[(y - area.y) * area.z + x - area.x] = v;
}

float encode(float v)
{
    return v <= 0.0031308f ? 12.92f * v : 1.055f * pow(v, 1 / 2.4f) - 0.055f;
}

// Averages the samples of a pixel, removes premultiplication and encodes as sRGB.
// size: pixels across and down, samples per pixel across and down. stride: samples per row; floats per row of a plane.
// to_bytes: 1 for pixels of four bytes, 0 for four planes of floats.
SQUARE_KERNEL resolve(
    __global const float4* samples, int4 size, int sample_stride, int stride, int has_alpha, int is_linear, int to_bytes,
    __global float* planes, __global uint* pixels)
{
    int x = get_global_id(0), y = get_global_id(1);
    if (x >= size.x || y >= size.y) return;

    float4 sum = 0;
    for (int v = 0; v < size.w; v++)
    {
        for (int u = 0; u < size.z; u++)
        {
            sum += samples[(y * size.w + v) * sample_stride + x * size.z + u];
        }
    }

    sum *= 1.0f / (size.z * size.w);
    if (has_alpha) sum.xyz = min(1.0f, sum.xyz / max(1e-6f, sum.w));
    if (is_linear) sum.xyz = (float3)(encode(sum.x), encode(sum.y), encode(sum.z));
    if (to_bytes)
    {
        uint4 p = convert_uint4(clamp(sum, 0.0f, 1.0f) * 255.0f + 0.5f);
        pixels[y * stride + x] = p.x | p.y << 8 | p.z << 16 | p.w << 24;
        return;
    }

    int plane = stride * size.y, at = y * stride + x;
    planes[at] = sum.x;
    planes[plane + at] = sum.y;
    planes[2 * plane + at] = sum.z;
    planes[3 * plane + at] = sum.w;
}
