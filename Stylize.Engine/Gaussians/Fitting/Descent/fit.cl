// The passes of a fit. Gaussians are rows of floats, "stride" apart: center x and y, L11, L21, L22, the color channels, the weight.
// A picture is drawn at every "step"-th pixel of every "step"-th row of the target, as a picture with scaled Gaussians.
// Every sum has a fixed order, so that equal inputs give equal results on one device.

// Items per Gaussian in kernels that visit the pixels of each Gaussian: a square of 8 x 8.
#define LANES 64
#define LANE_SIDE 8
#define PER_GROUP (GROUP / LANES)

#define CUTOFF 3.5f
#define FLOOR 0.0021874912f
#define BACKGROUND 0.01f
#define LOG2_SCALE (-0.72134752f)

#define GEOMETRY_ROWS 5
#define ADAM_DECAY1 0.85f
#define ADAM_DECAY2 0.95f
#define ADAM_EPSILON 1e-6f
#define MIN_DIAGONAL 0.05f

// Per Gaussian: x, y, 1 / L11, L21 / L11 in "places"; 1 / L22 and weight in "factors"; four channels in "colors";
// left, end column, top and end row in "boxes".
// origin: first column and row of the picture. size: its width and height.
FLAT_KERNEL shapes(
    __global const float* parameters, int stride, int count, int channels, float scale, float2 origin, int2 size,
    __global float4* places, __global float2* factors, __global float4* colors, __global int4* boxes)
{
    int i = get_global_id(0);
    if (i >= count) return;

    float x = (parameters[i] - origin.x) * scale, y = (parameters[stride + i] - origin.y) * scale;
    float l11 = parameters[2 * stride + i] * scale;
    float l21 = parameters[3 * stride + i] * scale;
    float l22 = parameters[4 * stride + i] * scale;
    float inverse = 1 / l11;
    places[i] = (float4)(x, y, inverse, l21 * inverse);
    factors[i] = (float2)(1 / l22, parameters[(GEOMETRY_ROWS + channels) * stride + i]);
    __global const float* color = parameters + GEOMETRY_ROWS * stride + i;
    colors[i] = (float4)(
        color[0], channels > 1 ? color[stride] : 0, channels > 1 ? color[2 * stride] : 0, channels > 3 ? color[3 * stride] : 0);

    float reach_x = CUTOFF * l11, reach_y = CUTOFF * sqrt(l21 * l21 + l22 * l22);
    int left = (int)ceil(clamp(x - reach_x, 0.0f, 1e6f)), top = (int)ceil(clamp(y - reach_y, 0.0f, 1e6f));
    int right = (int)floor(clamp(x + reach_x, -1.0f, size.x - 1.0f)) + 1;
    int bottom = (int)floor(clamp(y + reach_y, -1.0f, size.y - 1.0f)) + 1;
    boxes[i] = left < right && top < bottom ? (int4)(left, right, top, bottom) : (int4)(0, 0, 0, 0);
}

int touches(int4 box, int left, int top, int right, int bottom)
{
    return box.x < right && box.y > left && box.z < bottom && box.w > top;
}

// Returns the whitened offset of a pixel from a center. Its squared length is the squared Mahalanobis distance.
float2 whiten(float4 place, float2 factor, int x, int y)
{
    float dx = x - place.x, dy = y - place.y;
    return (float2)(dx * place.z, (dy - place.w * dx) * factor.x);
}

// Lists the Gaussians that touch each square cell. A group processes a cell: each item takes every GROUP-th Gaussian.
FLAT_KERNEL cells(
    __global const int4* boxes, int count, int cell_side, int across, int capacity, __global int* lists, __global int* lengths)
{
    __local int starts[GROUP + 1];

    int item = get_local_id(0), cell = get_group_id(0);
    int left = (cell % across) * cell_side, top = (cell / across) * cell_side;
    int own = 0;
    for (int i = item; i < count; i += GROUP)
    {
        own += touches(boxes[i], left, top, left + cell_side, top + cell_side);
    }

    starts[item + 1] = own;
    if (item == 0) starts[0] = 0;
    barrier(CLK_LOCAL_MEM_FENCE);
    for (int distance = 1; distance < GROUP; distance *= 2)
    {
        int before = item + 1 > distance ? starts[item + 1 - distance] : 0;
        barrier(CLK_LOCAL_MEM_FENCE);
        starts[item + 1] += before;
        barrier(CLK_LOCAL_MEM_FENCE);
    }

    __global int* list = lists + (size_t)cell * capacity + starts[item];
    for (int i = item; i < count; i += GROUP)
    {
        if (touches(boxes[i], left, top, left + cell_side, top + cell_side)) *list++ = i;
    }

    if (item == 0) lengths[cell] = starts[GROUP];
}

// Draws the picture and compares it with the target. With is_gradient, field holds (v - target) / D of each channel, and sums the sum of
// (v - target) v / D; otherwise field holds v and sums 1 / D. v is the color and D the sum of weights.
// target: size of the target in pixels, its first column and row. squares: squared difference of each group.
// errors: squared difference of each pixel, if has_errors. first_row: row of the first group.
SQUARE_KERNEL forward(
    __global const float4* places, __global const float2* factors, __global const float4* colors, __global const int4* boxes,
    __global const int* lists, __global const int* lengths, int cell_side, int across, int capacity, int2 size,
    __global const float4* target, int target_width, int2 origin, int step, float4 background, int is_gradient, int has_errors,
    __global float4* field, __global float* sums, __global float* errors, __global float* squares, int first_row)
{
    __local float4 place[GROUP];
    __local float4 color[GROUP];
    __local float2 factor[GROUP];
    __local uint mask[WORDS];
    __local float reduced[GROUP];

    int lx = get_local_id(0), ly = get_local_id(1), item = ly * SIDE + lx;
    int row = first_row + get_group_id(1);
    int left = get_group_id(0) * SIDE, top = row * SIDE;
    int x = left + lx, y = top + ly;
    int cell = (top / cell_side) * across + left / cell_side;
    int length = lengths[cell];
    __global const int* list = lists + (size_t)cell * capacity;
    float4 sum = BACKGROUND * background;
    float weights = BACKGROUND;
    for (int first = 0; first < length; first += GROUP)
    {
        if (item < WORDS) mask[item] = 0;
        barrier(CLK_LOCAL_MEM_FENCE);
        if (first + item < length)
        {
            int index = list[first + item];
            if (touches(boxes[index], left, top, left + SIDE, top + SIDE))
            {
                place[item] = places[index];
                color[item] = colors[index];
                factor[item] = factors[index];
                MARK(mask, item);
            }
        }

        barrier(CLK_LOCAL_MEM_FENCE);
        FOR_EACH_MARKED(mask)
        {
            float2 u = whiten(place[k], factor[k], x, y);
            float w = factor[k].y * max(0.0f, exp2(LOG2_SCALE * (u.x * u.x + u.y * u.y)) - FLOOR);
            weights += w;
            sum += w * color[k];
        }

        barrier(CLK_LOCAL_MEM_FENCE);
    }

    float square = 0;
    if (x < size.x && y < size.y)
    {
        float inverse = 1 / weights;
        float4 value = sum * inverse;
        float4 difference = clamp(value, 0.0f, 1.0f) - target[(size_t)(origin.y + y * step) * target_width + origin.x + x * step];
        square = dot(difference, difference);
        int at = y * size.x + x;
        difference *= inverse;
        field[at] = is_gradient ? difference : value;
        sums[at] = is_gradient ? dot(difference, value) : inverse;
        if (has_errors) errors[at] = square;
    }

    reduced[item] = square;
    for (int half_length = GROUP / 2; half_length > 0; half_length /= 2)
    {
        barrier(CLK_LOCAL_MEM_FENCE);
        if (item < half_length) reduced[item] += reduced[item + half_length];
    }

    if (item == 0) squares[row * get_num_groups(0) + get_group_id(0)] = reduced[0];
}

// Returns the number of an item's Gaussian, which LANES items share. first_group: number of the first group.
int gaussian_number(int first_group)
{
    return (first_group + get_group_id(0)) * PER_GROUP + get_local_id(0) / LANES;
}

typedef struct
{
    float4 place, color;
    float2 factor;
    int4 box;
} Gaussian;

// Returns Gaussian i; one without pixels if it does not exist.
Gaussian load_gaussian(
    __global const float4* places, __global const float2* factors, __global const float4* colors, __global const int4* boxes, int i,
    int exists)
{
    Gaussian g = { 0, 0, 0, 0 };
    if (exists)
    {
        g.place = places[i];
        g.color = colors[i];
        g.factor = factors[i];
        g.box = boxes[i];
    }

    return g;
}

#define FOR_EACH_PIXEL(box, lane) \
    for (int y = (box).z + (lane) / LANE_SIDE; y < (box).w; y += LANE_SIDE) \
        for (int x = (box).x + (lane) % LANE_SIDE; x < (box).y; x += LANE_SIDE)

// Returns the sum over the items of a Gaussian. They begin at different columns, so that reads do not wait for each other.
float sum_lanes(__local const float* part)
{
    int item = get_local_id(0), lane = item % LANES;
    float sum = 0;
    for (int k = 0; k < LANES; k++)
    {
        sum += part[item - lane + (k + lane) % LANES];
    }

    return sum;
}

// Computes the gradient, whitened like that of FitGradient.
FLAT_KERNEL gradient(
    __global const float4* places, __global const float2* factors, __global const float4* colors, __global const int4* boxes,
    int count, int channels, int width, __global const float4* field, __global const float* sums, int stride, __global float* gradients,
    int first_group)
{
    __local float parts[10][GROUP];

    int item = get_local_id(0), lane = item % LANES, i = gaussian_number(first_group);
    Gaussian g = load_gaussian(places, factors, colors, boxes, i, i < count);
    float4 by_color = 0;
    float by_weight = 0, g1 = 0, g2 = 0, g11 = 0, g21 = 0, g22 = 0;
    FOR_EACH_PIXEL(g.box, lane)
    {
        float2 u = whiten(g.place, g.factor, x, y);
        float value = exp2(LOG2_SCALE * (u.x * u.x + u.y * u.y));
        if (value <= FLOOR) continue;

        float4 plane = field[y * width + x];
        float derivative = dot(g.color, plane) - sums[y * width + x];
        by_color += (value - FLOOR) * plane;
        by_weight += (value - FLOOR) * derivative;
        derivative *= value;
        float d1 = derivative * u.x, d2 = derivative * u.y;
        g1 += d1;
        g2 += d2;
        g11 += d1 * u.x;
        g21 += d1 * u.y;
        g22 += d2 * u.y;
    }

    parts[0][item] = g1;
    parts[1][item] = g2;
    parts[2][item] = g11;
    parts[3][item] = g21;
    parts[4][item] = g22;
    parts[5][item] = by_color.x;
    parts[6][item] = by_color.y;
    parts[7][item] = by_color.z;
    parts[8][item] = by_color.w;
    parts[9][item] = by_weight;
    barrier(CLK_LOCAL_MEM_FENCE);
    if (i >= count || lane >= 10) return;

    int row = lane < GEOMETRY_ROWS + channels ? lane : lane == 9 ? GEOMETRY_ROWS + channels : -1;
    if (row < 0) return;

    gradients[row * stride + i] = g.factor.y * sum_lanes(parts[lane]);
}

float adam_step(__global float* means, __global float* squares, __global const float* gradients, int at, float rate, float2 correction)
{
    float slope = gradients[at];
    float mean = (1 - ADAM_DECAY1) * slope + ADAM_DECAY1 * means[at];
    float square = (1 - ADAM_DECAY2) * slope * slope + ADAM_DECAY2 * squares[at];
    means[at] = mean;
    squares[at] = square;
    return mean * rate * correction.x / (sqrt(square * correction.y) + ADAM_EPSILON);
}

// rates: of center, shape, color and weight. correction: of mean and square. size: of the target.
FLAT_KERNEL adam(
    __global float* parameters, __global float* means, __global float* squares, __global const float* gradients, int stride, int count,
    int channels, float4 rates, float2 correction, float2 size, float max_element)
{
    int i = get_global_id(0);
    if (i >= count) return;

    float l11 = parameters[2 * stride + i], l21 = parameters[3 * stride + i], l22 = parameters[4 * stride + i];
    float delta1 = adam_step(means, squares, gradients, i, rates.x, correction);
    float delta2 = adam_step(means, squares, gradients, stride + i, rates.x, correction);
    parameters[i] = clamp(parameters[i] - l11 * delta1, -size.x, 2 * size.x);
    parameters[stride + i] = clamp(parameters[stride + i] - (l21 * delta1 + l22 * delta2), -size.y, 2 * size.y);
    float e11 = 1 - clamp(adam_step(means, squares, gradients, 2 * stride + i, rates.y, correction), -0.5f, 0.5f);
    float e21 = clamp(adam_step(means, squares, gradients, 3 * stride + i, rates.y, correction), -0.5f, 0.5f);
    float e22 = 1 - clamp(adam_step(means, squares, gradients, 4 * stride + i, rates.y, correction), -0.5f, 0.5f);
    parameters[2 * stride + i] = clamp(l11 * e11, MIN_DIAGONAL, max_element);
    parameters[3 * stride + i] = clamp(l21 * e11 - l22 * e21, -max_element, max_element);
    parameters[4 * stride + i] = clamp(l22 * e22, MIN_DIAGONAL, max_element);
    for (int channel = 0; channel < channels; channel++)
    {
        int at = (GEOMETRY_ROWS + channel) * stride + i;
        float color = parameters[at] - adam_step(means, squares, gradients, at, rates.z, correction);
        parameters[at] = channel == 3 ? clamp(color, 0.0f, 1.0f) : clamp(color, -2.0f, 3.0f);
    }

    int at = (GEOMETRY_ROWS + channels) * stride + i;
    float decrease = clamp(adam_step(means, squares, gradients, at, rates.w, correction), -0.5f, 0.5f);
    parameters[at] = clamp(parameters[at] * (1 - decrease), 0.02f, 50.0f);
}

// Computes the removal cost of each Gaussian. The field holds colors and the reciprocals of the sums of weights.
FLAT_KERNEL costs(
    __global const float4* places, __global const float2* factors, __global const float4* colors, __global const int4* boxes,
    int count, int width, __global const float4* field, __global const float* sums, __global const float4* target, __global float* result,
    int first_group)
{
    __local float parts[GROUP];

    int item = get_local_id(0), lane = item % LANES, i = gaussian_number(first_group);
    Gaussian g = load_gaussian(places, factors, colors, boxes, i, i < count);
    float cost = 0;
    FOR_EACH_PIXEL(g.box, lane)
    {
        float2 u = whiten(g.place, g.factor, x, y);
        int at = y * width + x;
        float share = max(0.0f, exp2(LOG2_SCALE * (u.x * u.x + u.y * u.y)) - FLOOR) * g.factor.y * sums[at];
        share /= max(1 - share, 1e-4f);
        float4 value = field[at];
        float4 change = share * (value - g.color);
        cost += dot(change, 2 * (value - target[at]) + change);
    }

    parts[item] = cost;
    barrier(CLK_LOCAL_MEM_FENCE);
    if (i < count && lane == 0) result[i] = sum_lanes(parts);
}

// Sums of FitCurvatures, in its order, for every "every"-th Gaussian from "first" on. The field holds colors and reciprocals.
#define SHAPE_VALUES 6
#define MAX_CHANNELS 4
#define PAIRS 10
#define COLORS 31
#define SHARES 55
#define LENGTH 56
#define PART 14

FLAT_KERNEL curvatures(
    __global const float4* places, __global const float2* factors, __global const float4* colors, __global const int4* boxes,
    int first, int every, int members, int channels, int width, __global const float4* field, __global const float* sums,
    __global const float4* target, __global float* result, int first_group)
{
    __local float parts[PART][GROUP];

    int item = get_local_id(0), lane = item % LANES, member = gaussian_number(first_group);
    Gaussian g = load_gaussian(places, factors, colors, boxes, first + member * every, member < members);
    float own[LENGTH];
    for (int k = 0; k < LENGTH; k++)
    {
        own[k] = 0;
    }

    FOR_EACH_PIXEL(g.box, lane)
    {
        float2 u = whiten(g.place, g.factor, x, y);
        float value = exp2(LOG2_SCALE * (u.x * u.x + u.y * u.y));
        if (value <= FLOOR) continue;

        int at = y * width + x;
        float inverse = sums[at];
        float share = (value - FLOOR) * inverse;
        float current = value * inverse;
        float changes[SHAPE_VALUES];
        changes[0] = current * u.x;
        changes[1] = current * u.y;
        changes[2] = changes[0] * u.x;
        changes[3] = changes[0] * u.y;
        changes[4] = changes[1] * u.y;
        changes[5] = share;
        float4 shown = field[at];
        float4 contrast = g.color - shown;
        float4 difference = clamp(shown, 0.0f, 1.0f) - target[at];
        float pull = dot(difference, contrast), square = dot(contrast, contrast);
        float contrasts[MAX_CHANNELS] = { contrast.x, contrast.y, contrast.z, contrast.w };
        float differences[MAX_CHANNELS] = { difference.x, difference.y, difference.z, difference.w };
        own[SHARES] += share * share;
        for (int channel = 0; channel < MAX_CHANNELS; channel++)
        {
            own[SHAPE_VALUES + channel] += differences[channel] * share;
            for (int k = 0; k < SHAPE_VALUES; k++)
            {
                own[COLORS + channel * SHAPE_VALUES + k] += contrasts[channel] * share * changes[k];
            }
        }

        int pair = PAIRS;
        for (int k = 0; k < SHAPE_VALUES; k++)
        {
            own[k] += pull * changes[k];
            for (int j = 0; j <= k; j++)
            {
                own[pair++] += square * changes[k] * changes[j];
            }
        }
    }

    for (int from = 0; from < LENGTH; from += PART)
    {
        for (int k = 0; k < PART; k++)
        {
            parts[k][item] = own[from + k];
        }

        barrier(CLK_LOCAL_MEM_FENCE);
        if (member < members && lane < PART)
        {
            result[(size_t)member * LENGTH + from + lane] = sum_lanes(parts[lane]);
        }

        barrier(CLK_LOCAL_MEM_FENCE);
    }
}

// Copies quantized values: center, shape and weight of stage 1 or 2, and colors of stage 2.
FLAT_KERNEL restore(
    __global float* parameters, __global const float* quantized, __global const uchar* stages, int stride, int count, int channels)
{
    int i = get_global_id(0);
    if (i >= count || stages[i] == 0) return;

    for (int row = 0; row <= GEOMETRY_ROWS + channels; row++)
    {
        int is_color = row >= GEOMETRY_ROWS && row < GEOMETRY_ROWS + channels;
        if (!is_color || stages[i] == 2) parameters[row * stride + i] = quantized[row * stride + i];
    }
}
